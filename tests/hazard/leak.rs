//! Hazard: a token shows up where it was not asked for: in a message, in a trace, in JSON, in the
//! arguments or the environment of a child, or in a file outside its store.

use std::process::Output;

use crate::support::forms::Forms;
use crate::support::hub::{Account, Hub};
use crate::support::sandbox::{Sandbox, fresh_token, search_path};

/// Where a run may put the token.
#[derive(Clone, Copy, PartialEq, Eq)]
enum May {
    Nowhere,
    Stdout,
}

use May::{Nowhere, Stdout};

/// What git asks its helper.
const REQUEST: &str = "protocol=https\nhost=huggingface.co\n\n";

/// Everything that goes well, with the profile `work` as the default. `HUB` is the Hub's address.
const GOOD: &[(&str, May)] = &[
    ("", Stdout),
    ("-v", Stdout),
    ("--json", Nowhere),
    ("--json -v", Nowhere),
    ("export", Stdout),
    ("export sh -v", Stdout),
    ("export bash", Stdout),
    ("export zsh", Stdout),
    ("export ksh", Stdout),
    ("export fish -v", Stdout),
    ("export tcsh", Stdout),
    ("export elvish", Stdout),
    ("export nu", Stdout),
    ("export xonsh", Stdout),
    ("export pwsh", Stdout),
    ("export cmd", Stdout),
    ("export json -v", Stdout),
    ("export dotenv", Stdout),
    ("export docker", Stdout),
    ("export github -v", Stdout),
    ("export systemd", Stdout),
    ("export k8s", Stdout),
    ("run -v -- true", Nowhere),
    ("run -- printenv HF_TOKEN", Stdout),
    ("login -v --token-stdin --store file -p work --endpoint HUB", Nowhere),
    ("login -v --token-stdin --store file -p other --no-verify", Nowhere),
    ("switch -v work", Nowhere),
    ("list -v", Nowhere),
    ("list --json", Nowhere),
    ("list --names", Nowhere),
    ("token -v", Stdout),
    ("whoami -v", Nowhere),
    ("whoami --json -v", Nowhere),
    ("why -v", Nowhere),
    ("why --json -v", Nowhere),
    ("why -v --for shell", Nowhere),
    ("why -v --for python", Nowhere),
    ("why --for python --json", Nowhere),
    ("why -v --for git", Nowhere),
    ("why --for git HUB/org/model", Nowhere),
    ("why --for git https://work@huggingface.co --json", Nowhere),
    ("why --token-stdin -v", Nowhere),
    ("allow --yes -v", Nowhere),
    ("allow -v", Nowhere),
    ("why -v --json", Nowhere),
    ("deny -v", Nowhere),
    ("setup git -v --dry-run", Nowhere),
    ("setup git -v", Nowhere),
    ("setup git -v --undo", Nowhere),
    ("setup shell --shell bash --dry-run -v", Nowhere),
    ("setup shell --shell bash -v", Nowhere),
    ("setup shell --shell bash --undo -v", Nowhere),
    ("git-credential get -v", Stdout),
    ("git-credential store -v", Nowhere),
    ("git-credential erase -v", Nowhere),
    ("git-credential get -v -q", Stdout),
    ("git-credential capability -v", Nowhere),
    ("git-credential unheard-of -v", Nowhere),
    ("logout other -v", Nowhere),
    ("logout --all -v", Nowhere),
];

/// A home whose `git` writes down how it was called, and by whom it was given what.
pub(super) struct Watched {
    pub(super) home: Sandbox,
    pub(super) token: String,
    pub(super) forms: Forms,
}

impl Watched {
    pub(super) fn new(token: &str) -> Self {
        let home = Sandbox::new();
        let real = std::env::split_paths(&search_path())
            .map(|folder| folder.join("git"))
            .find(|git| git.is_file())
            .expect("git is installed");
        let script = format!(
            "#!/bin/sh\n{{ echo git \"$@\"; env; }} >> \"$HOME/record\"\nexec {} \"$@\"\n",
            real.display()
        );
        let git = home.write("bin/git", script);
        std::fs::set_permissions(git, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
        std::fs::create_dir(home.path("project")).unwrap();
        Self { home, token: token.to_owned(), forms: Forms::of(token) }
    }

    /// Runs hfenv with these words; the token, or a request of git's, is on its standard input.
    pub(super) fn run(&self, words: &str, vars: &[(&str, &str)]) -> Output {
        let list: Vec<&str> = words.split_whitespace().collect();
        self.run_words(&list, vars)
    }

    pub(super) fn run_words(&self, words: &[&str], vars: &[(&str, &str)]) -> Output {
        let input = match (words.contains(&"git-credential"), words.contains(&"erase")) {
            (true, true) => format!("{}password={}\n\n", REQUEST.trim_end(), self.token),
            (true, false) => REQUEST.to_owned(),
            (false, _) => self.token.clone(),
        };
        let path = format!("{}:{}", self.home.path("bin").display(), search_path());
        let mut command = self.home.hfenv(words);
        command.current_dir(self.home.path("project"));
        command.env("PATH", path).env("RUST_BACKTRACE", "1").envs(vars.iter().copied());
        command.env("GITHUB_ENV", self.home.path("github-env"));
        command.write_stdin(input).output().unwrap()
    }

    /// What is wrong with a run.
    fn judge(&self, words: &str, may: May, output: &Output) -> Vec<String> {
        let mut wrong = Vec::new();
        if self.forms.within(&output.stderr).is_some() {
            wrong.push(format!("{words}: the token is on stderr"));
        }
        match (self.forms.within(&output.stdout).is_some(), may) {
            (true, Nowhere) => wrong.push(format!("{words}: the token is on stdout")),
            (false, Stdout) => wrong.push(format!("{words}: no token on stdout")),
            _ => {}
        }
        if String::from_utf8_lossy(&output.stderr).contains("panicked") {
            wrong.push(format!("{words}: panicked"));
        }
        wrong
    }

    /// The same where the token may be nowhere.
    pub(super) fn judge_quiet(&self, words: &str, output: &Output) -> Vec<String> {
        self.judge(words, Nowhere, output)
    }

    /// The files below the home folder that have the token, but for these.
    pub(super) fn files_but(&self, known: &[&str]) -> Vec<String> {
        let found = self.forms.files(&self.home.home());
        let below = found.iter().map(|path| {
            path.strip_prefix(self.home.home()).unwrap().to_string_lossy().into_owned()
        });
        below.filter(|path| !known.iter().any(|known| path.starts_with(known))).collect()
    }
}

pub(super) fn report(wrong: &[String]) {
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_verb_shows_the_token_where_it_was_asked_for_only() {
    let hub = Hub::start();
    let watched = Watched::new(&hub.add_token(Account::write("ada").in_org("lab")));
    watched
        .home
        .write("project/.hfenv.toml", "profile = \"work\"\n[settings]\nHF_HUB_OFFLINE = \"0\"\n");
    let mut wrong = Vec::new();
    // So that git's helper, which serves the public Hub, has something to say.
    let first = "login --token-stdin --no-verify --store file -p work";
    assert!(watched.run(first, &[]).status.success());
    for (words, may) in GOOD {
        if words.starts_with("whoami") {
            watched.run(&format!("{first} --endpoint {}", hub.endpoint()), &[]);
        } else if !words.contains("HUB") && !words.starts_with("logout") {
            watched.run(first, &[]);
        }
        let output = watched.run(&words.replace("HUB", &hub.endpoint()), &[]);
        wrong.extend(watched.judge(words, *may, &output));
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stderr);
            wrong.push(format!("{words}: failed: {said}"));
        }
        // An inherited token and state must change nothing about it.
        let again = watched.run(&words.replace("HUB", &hub.endpoint()), &[("HF_TOKEN", "")]);
        wrong.extend(watched.judge(words, May::of(&again, *may, &watched.forms), &again));
        wrong.extend(watched.files_but(&[".local/share/hfenv/", "github-env"]));
    }
    report(&wrong);
    let record = std::fs::read(watched.home.path("record")).unwrap();
    assert!(String::from_utf8_lossy(&record).contains("credential.https://huggingface.co.helper"));
}

impl May {
    /// A second run may find nothing any more, but must not put it elsewhere.
    fn of(output: &Output, first: Self, forms: &Forms) -> Self {
        let empty = forms.within(&output.stdout).is_none();
        if first == Stdout && empty { Nowhere } else { first }
    }
}

#[test]
fn the_helper_tells_git_only() {
    let watched = Watched::new(&fresh_token());
    watched.home.profile("work", &watched.token);
    let mut wrong = Vec::new();
    let asked = |host: &str| format!("protocol=https\nhost={host}\n");
    for (operation, request, may) in [
        ("get", asked("huggingface.co"), Stdout),
        ("get", asked("huggingface.co") + "username=work\n", Stdout),
        ("get", asked("huggingface.co.evil.example"), Nowhere),
        ("get", "protocol=http\nhost=huggingface.co\n".to_owned(), Nowhere),
        ("get", asked("huggingface.co") + "host=huggingface.co\n", Nowhere),
        ("get", String::new(), Nowhere),
        ("store", asked("huggingface.co") + &format!("password={}\n", watched.token), Nowhere),
        ("erase", asked("huggingface.co") + &format!("password={}\n", watched.token), Nowhere),
        ("capability", String::new(), Nowhere),
        ("--help", String::new(), Nowhere),
        (watched.token.as_str(), String::new(), Nowhere),
        (&format!("--{}", watched.token), String::new(), Nowhere),
    ] {
        let output = watched.home.helper(operation, &request).output().unwrap();
        wrong.extend(watched.judge(operation, may, &output));
        wrong.extend(watched.files_but(&[".local/share/hfenv/"]));
    }
    report(&wrong);
}

#[test]
fn the_state_in_a_shell_has_neither_the_token_nor_a_plain_hash_of_it() {
    use sha2::Digest as _;
    let watched = Watched::new(&fresh_token());
    watched.home.profile("work", &watched.token);
    let said = watched.run("export json", &[]);
    assert!(!String::from_utf8_lossy(&said.stdout).contains("HFENV_STATE"));
    let said = String::from_utf8(watched.run("export sh", &[]).stdout).unwrap();
    let state = said.split("HFENV_STATE=").nth(1).and_then(|rest| rest.split(';').next()).unwrap();
    assert!(state.starts_with("1/HF_TOKEN-"), "{said}");
    assert!(watched.forms.within(state.as_bytes()).is_none(), "{said}");
    let plain = hfenv::text::hex(&sha2::Sha256::digest(&watched.token));
    assert!(!state.contains(&plain[..16]), "{said}");
}
