//! What holds for every page: its links lead somewhere, its pictures are there and described, the
//! commands that it names exist with their options, and somebody follows its blocks.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::support::markdown::{anchor, blocks_of, code, links, page, prose, title};
use crate::support::sandbox::{Sandbox, stdout};

/// The pages that a test follows from top to end.
const FOLLOWED: [&str; 5] =
    ["README.md", "docs/coming-from.md", "docs/downloads.md", "docs/guard.md", "docs/identity.md"];
/// Those without anything to follow.
const PLAIN: [&str; 3] = ["CHANGELOG.md", "SECURITY.md", "docs/shells.md"];
/// Those that are for others to follow: whoever works here, whoever has a service.
const OTHERS: [&str; 3] = ["CONTRIBUTING.md", "docs/recipes.md", "docs/releasing.md"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn pages() -> impl Iterator<Item = &'static str> {
    FOLLOWED.into_iter().chain(PLAIN).chain(OTHERS).filter(|page| root().join(page).exists())
}

/// The files of a folder with this end, from the root.
fn listed(folder: &str, end: &str) -> BTreeSet<String> {
    let entries = std::fs::read_dir(root().join(folder)).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let found = names.filter(|name| name.ends_with(end));
    found.map(|name| if folder == "." { name } else { format!("{folder}/{name}") }).collect()
}

#[test]
fn every_page_is_known() {
    let mut all = listed(".", ".md");
    all.extend(listed("docs", ".md"));
    assert_eq!(all, pages().map(ToOwned::to_owned).collect());
    for below in PLAIN {
        assert_eq!(blocks_of(below), [], "{below} has something to follow");
    }
}

/// A promise whose test is gone would be a claim.
#[test]
fn tests_that_are_named_are_there() {
    let text = page("SECURITY.md");
    let named = text
        .lines()
        .flat_map(code)
        .filter(|code| code.starts_with("tests/") || code.starts_with("src/"));
    let named: BTreeSet<&str> = named.collect();
    let gone: Vec<_> = named.iter().filter(|path| !root().join(path).exists()).collect();
    assert!(named.len() > 20 && gone.is_empty(), "{gone:?}");
}

/// Why a link of a page leads nowhere.
fn broken(below: &str, target: &str) -> Option<String> {
    if target.contains("://") {
        return None;
    }
    let (file, part) = target.split_once('#').unwrap_or((target, ""));
    let path = if file.is_empty() {
        root().join(below)
    } else {
        root().join(below).parent().unwrap().join(file)
    };
    if !path.exists() {
        return Some(format!("{} is not there", path.display()));
    }
    let text = std::fs::read_to_string(&path).unwrap_or_default();
    let has = |part: &str| {
        prose(&text).filter_map(|(_, line)| title(line)).any(|title| anchor(title) == part)
    };
    (!part.is_empty() && !has(part)).then(|| format!("{file} has no heading for #{part}"))
}

#[test]
fn links_lead_somewhere() {
    assert!(broken("README.md", "no/such.md").is_some() && broken("README.md", "#none").is_some());
    let mut wrong = Vec::new();
    for below in pages() {
        for (number, line) in prose(&page(below)) {
            let bad = links(line).into_iter().filter_map(|target| broken(below, target));
            wrong.extend(bad.map(|why| format!("{below}:{number}: {why}")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_picture_is_shown_and_described() {
    let mut shown = BTreeSet::new();
    for below in pages() {
        let text = page(below);
        for part in text.split("![").skip(1) {
            let (words, rest) = part.split_once("](").unwrap();
            assert!(words.split(' ').count() > 1, "{below}: ![{words}] says too little");
            let folder = Path::new(below).parent().unwrap();
            shown.insert(folder.join(rest.split(')').next().unwrap()));
        }
    }
    let kept: BTreeSet<PathBuf> = listed("docs/pictures", ".svg").iter().map(Into::into).collect();
    assert_eq!(shown, kept);
    for picture in kept {
        let text = page(picture.to_str().unwrap());
        assert!(text.contains("role=\"img\"") && text.contains("<desc id="), "{picture:?}");
    }
}

/// What `hfenv` is told in a piece of code, up to what is for the shell or another command.
fn told(code: &str) -> Option<Vec<String>> {
    let plain = code.replace(['"', '\'', '$', '(', ')', '`'], " ");
    let mut words = plain.split_whitespace().skip_while(|word| *word != "hfenv");
    words.next().filter(|_| !code.starts_with("secret-tool"))?;
    let ends = |word: &&str| !matches!(*word, "|" | "\\|" | "&&" | ">" | "--" | "#");
    Some(words.take_while(ends).map(ToOwned::to_owned).collect())
}

/// Why there is no such command.
fn unknown(home: &Sandbox, words: &[String]) -> Option<String> {
    let plain = |word: &&String| word.chars().all(|c| c.is_ascii_lowercase() || c == '-');
    let verbs: Vec<&String> =
        words.iter().take_while(|word| !word.starts_with('-')).take(2).filter(plain).collect();
    let mut help = None;
    for count in (0..=verbs.len()).rev() {
        let run = home.hfenv(&verbs[..count]).arg("--help").assert();
        if run.get_output().status.success() {
            help = Some((count, stdout(&run)));
            break;
        }
    }
    let (count, help) = help?;
    if count == 0 && !verbs.is_empty() {
        return Some(format!("hfenv has no command {}", verbs[0]));
    }
    let name = |word: &str| word.trim_end_matches([',', '.']).split('=').next().unwrap().to_owned();
    let options = words.iter().filter(|word| word.len() > 1 && word.starts_with('-'));
    let known: BTreeSet<&str> = help.split([' ', ',', '\n', '=']).collect();
    let mut missing = options.map(|word| name(word)).filter(|word| !known.contains(word.as_str()));
    missing.next().map(|option| format!("{verbs:?} has no option {option}"))
}

#[test]
fn commands_that_are_named_exist_with_their_options() {
    let home = Sandbox::new();
    let of = |code: &str| unknown(&home, &told(code).unwrap());
    assert_eq!(of("eval \"$(hfenv hook bash)\" | x --y").or(of("hfenv run -p work -- --z")), None);
    assert!(of("hfenv frobnicate").is_some() && of("hfenv why --frob").is_some());
    let mut wrong = Vec::new();
    let mut count = 0;
    for below in pages().filter(|page| *page != "CHANGELOG.md") {
        for (number, line) in prose(&page(below)) {
            for words in code(line).into_iter().filter_map(told) {
                count += 1;
                let why = unknown(&home, &words);
                wrong.extend(why.map(|why| format!("{below}:{number}: {why}")));
            }
        }
    }
    assert!(count > 50 && wrong.is_empty(), "{count} commands\n{}", wrong.join("\n"));
}
