//! Hazard: a `.env` means one token to Python and another to hfenv, or hfenv's message shows it.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use hfenv::store::dotenv::source::Source;
use hfenv::store::dotenv::{MAX_STATEMENT, Parsed, Why, cut, parse};
use serde_json::{Value, json};

use crate::support::python::{Dice, ask, cases};

const WANTED: [&str; 4] = ["A", "B", "HF_TOKEN", "export"];

fn take(text: &str) -> Parsed {
    parse(text.as_bytes(), |key| WANTED.contains(&key))
}

fn values(parsed: &Parsed) -> Vec<(&str, &str)> {
    parsed.values.iter().map(|value| (value.key.as_str(), value.value.as_str())).collect()
}

fn why(text: &str) -> Why {
    let parsed = take(text);
    assert_eq!((parsed.values.len(), parsed.refused.len()), (0, 1), "{text:?}");
    parsed.refused[0].why
}

/// Every way to write a value that manuals mention, parted by `¦`; each goes behind `A=`.
const VALUES: &str = "\
    ¦ ¦1¦ 1¦1 ¦1 2¦1  2 ¦1#c¦1 #c¦1\t#c¦#c¦ #c¦# c¦''¦\"\"¦'1'¦\"1\"¦ '1' ¦'1' #c¦'1'#c¦\
    \"1\" # c¦\"1\"# c¦'1' 2¦\"1\"2¦'1''2'¦'1'\"2\"¦1'2'¦'1¦\"1¦1'¦1\"¦'¦\"¦it's¦\
    'it\\'s'¦\"it's\"¦\"a\\\"b\"¦'a\"b'¦'a\\\\b'¦\"a\\\\b\"¦a\\b¦a\\ b¦a\\nb¦\"a\\nb\"¦\
    'a\\nb'¦\"a\\tb\"¦\"a\\qb\"¦\"a\\$b\"¦\"\\a\\b\\f\\v\\r\"¦'a\nb'¦\"a\nb\"¦\"a\r\nb\"¦\
    \"a\\\nb\"¦a\\\nb¦'a\n\n b'¦$X¦${X}¦'$X'¦'${X}'¦\"$X\"¦\"${X}\"¦${X:-d}¦${NONE:-d}¦\
    ${NONE}¦$X_Y¦pa$$w0rd$¦'pa$$w0rd$'¦$(id)¦`id`¦'$(id)'¦'${'¦'$'¦a=b¦a==¦=¦==¦a:b¦\
    a,b;c&d¦C:\\Users\\x¦'C:\\Users\\x'¦naïve/模型¦'naïve 模型'¦\u{a0}1\u{a0}¦1\u{2028}#c¦\
    \u{b}1\u{c}¦'1'\u{a0}¦1\u{1c}¦'a#b' #c";

/// Every way to write the rest of a line.
const LINES: &str = "\
    A=1¦export A=1¦export\tA=1¦exportA=1¦export  A = 1¦ A=1¦\tA=1¦A =1¦A= 1¦A = 1¦'A'=1¦\
    \"A\"=1¦A¦export A¦A B¦A #c¦A:1¦A: 1¦export=1¦export =1¦export¦=1¦''=1¦'A=1¦#A=1¦\
    \x20# A=1¦A=1\nA=2¦A=1\nA¦A=1\nA='2¦A='2\nA=1¦A=1\nA=2 3¦A=1\rB=2¦A=1\r\nB=2\r\n¦\
    \u{feff}A=1¦\u{feff}export A=1\nB=2¦A=1\n\u{feff}B=2";

const JUDGE: &str = r"
import json, logging, os, sys, tempfile
from dotenv import dotenv_values
logging.disable(logging.CRITICAL)
path = os.path.join(os.environ['HOME'], '.env')
out = []
for text in json.load(sys.stdin):
    with open(path, 'w', encoding='utf-8', newline='') as f:
        f.write(text)
    out.append([dotenv_values(path), dotenv_values(path, interpolate=False)])
print(json.dumps(out))
";

/// Judges all files in one Python process; returns how many values were taken and refused.
fn compare(files: &[String]) -> Option<(usize, usize)> {
    let home = tempfile::tempdir().unwrap();
    let answers = ask(JUDGE, &json!(files), home.path())?;
    let (mut taken, mut refused) = (0, 0);
    for (text, answer) in files.iter().zip(answers.as_array().unwrap()) {
        assert_eq!(cut_meanings(text), answer[1], "the cutter differs on {text:?}");
        let parsed = take(text);
        for value in &parsed.values {
            let theirs = &answer[0][&value.key];
            assert_eq!(theirs, value.value.as_str(), "{} in {text:?}", value.key);
        }
        for key in WANTED.iter().filter(|key| !answer[0][key].is_null()) {
            let known = parsed.values.iter().any(|value| value.key == **key)
                || parsed.refused.iter().any(|refusal| refusal.key.as_deref() == Some(key));
            assert!(known, "{key} is passed over in silence in {text:?}");
        }
        taken += parsed.values.len();
        refused += parsed.refused.len();
    }
    Some((taken, refused))
}

/// The cutter's own view of a file, before dotenvy has a say.
fn cut_meanings(text: &str) -> Value {
    let source = Source::decode(text.as_bytes());
    let mut found = BTreeMap::new();
    for statement in cut::statements(source.text()).filter(|s| !s.value.is_skipped()) {
        let value = statement.value.meaning().map(|value| value.to_string());
        found.insert(statement.key.to_owned(), value);
    }
    json!(found)
}

#[test]
fn every_way_of_writing_means_what_it_means_in_python_or_is_refused() {
    let mut files: Vec<String> = LINES.split('¦').map(str::to_owned).collect();
    for value in VALUES.split('¦') {
        files.push(format!("A={value}"));
        files.push(format!("X=file\nexport A = {value}\nB=2\n"));
    }
    if let Some((taken, refused)) = compare(&files) {
        println!("{} files: {taken} taken, {refused} refused", files.len());
        assert!(taken > 100 && refused > 50);
    }
}

#[test]
fn random_files_mean_what_they_mean_in_python_or_are_refused() {
    let mut dice = Dice::new();
    let files: Vec<String> = (0..cases(6000)).map(|_| random_file(&mut dice)).collect();
    if let Some((taken, refused)) = compare(&files) {
        println!("{} files: {taken} taken, {refused} refused", files.len());
        assert!(taken > files.len() / 4 && refused > files.len() / 4);
    }
}

fn random_file(dice: &mut Dice) -> String {
    const KEYS: [&str; 13] =
        ["A", "B", "HF_TOKEN", "export", "'A'", "\"A\"", "C", "a-b", "é", "A B", "", "#", "'"];
    const EQUALS: [&str; 7] = ["=", "=", "=", " = ", "= ", "\u{a0}=\t", " "];
    const PLAIN: [&str; 6] = ["a", "Z9", "_", "-", "/", "."];
    const ATOMS: [&str; 34] = [
        "a", "b", "1", "n", "t", "x", " ", " ", "'", "'", "\"", "\"", "#", " #", "\\", "\\n",
        "\\\"", "\\'", "$", "${X}", "${", "}", "=", "\n", "\r\n", "\r", "\t", "\u{b}", "\u{1c}",
        "\u{85}", "\u{2028}", "\0", "é", "\u{feff}",
    ];
    const ENDS: [&str; 8] = ["\n", "\n", "\r\n", "\r", "\n\n", " \n", " # c'\n", "\u{c}\n"];
    let mut text = dice.pick(&["", "", "", "\u{feff}", " ", "\n"]).to_owned();
    for _ in 0..=dice.below(6) {
        let value = match dice.below(5) {
            0 => dice.string(&PLAIN, 8),
            1 => format!("'{}'", dice.string(&PLAIN, 8)),
            2 => format!("\"{}\"", dice.string(&ATOMS, 6)),
            3 => format!("'{}'", dice.string(&ATOMS, 6)),
            _ => dice.string(&ATOMS, 8),
        };
        let (export, key) = (dice.pick(&["", "", "", "export ", " "]), dice.pick(&KEYS));
        let (equals, end) = (dice.pick(&EQUALS), dice.pick(&ENDS));
        write!(text, "{export}{key}{equals}{value}{end}").unwrap();
    }
    if dice.below(2) == 0 { text.trim_end().to_owned() } else { text }
}

#[test]
fn the_reason_and_the_place_are_named_and_the_line_is_not_quoted() {
    let parsed = take("# é\nOTHER='\n  export HF_TOKEN=\"secret words\n");
    let refusal = &parsed.refused[0];
    assert_eq!(refusal.to_string(), "line 3, column 10: HF_TOKEN: the quote is not closed");
    assert_eq!(refusal.hint(), "write it as HF_TOKEN='value'");
    let parsed = take("A=secret\n");
    assert!(!format!("{parsed:?}").contains("secret"));
    assert_eq!((parsed.values[0].line, parsed.values[0].column), (1, 1));
}

#[test]
fn each_reason_has_its_case() {
    assert_eq!(why("A=${X}"), Why::Interpolation);
    assert_eq!(why("A='${X:-d}'"), Why::Interpolation);
    assert_eq!(why("A=a$b"), Why::Dollar);
    assert_eq!(why("A='a\0b'"), Why::Nul);
    assert_eq!(why("A"), Why::NoValue);
    assert_eq!(why("A='a"), Why::Unclosed);
    assert_eq!(why("A='a' b"), Why::Trailing);
    assert_eq!(why("A=a b c"), Why::Disagreement);
    assert_eq!(why(&format!("A={}", "a".repeat(MAX_STATEMENT))), Why::TooLong);
    assert_eq!(parse(b"\xff\xfeA\0=\x001\0", |_| true).refused[0].why, Why::Utf16);
}

#[test]
fn bytes_that_are_not_utf8_cost_one_statement() {
    let parsed = parse(b"A=1\nB=\xff\nC=\xfe'\nA2=\xe9\nHF_TOKEN='x'", |key| WANTED.contains(&key));
    assert_eq!(values(&parsed), [("A", "1"), ("HF_TOKEN", "x")]);
    assert_eq!(parsed.refused.len(), 1);
    assert_eq!((parsed.refused[0].line, parsed.refused[0].why), (2, Why::NotUtf8));
    let later = parse(b"A=1\nA=\xff", |_| true);
    assert_eq!((later.values.len(), later.refused.len()), (0, 1));
}

#[test]
fn the_last_assignment_counts_and_a_skipped_line_leaves_it() {
    assert_eq!(values(&take("A=1\nA=2")), [("A", "2")]);
    let refused_last = take("A=1\nA=2 3");
    assert_eq!((refused_last.values.len(), refused_last.refused.len()), (0, 1));
    let skipped_last = take("A=1\nA='2");
    assert_eq!((values(&skipped_last), skipped_last.refused.len()), (vec![("A", "1")], 1));
    let good_last = take("A=2 3\nA='4\nA=5");
    assert_eq!((values(&good_last), good_last.refused.len()), (vec![("A", "5")], 0));
}

#[test]
fn a_hostile_file_of_full_size_is_read_in_no_time() {
    for line in ["HF_TOKEN=\"\n", "A='\n", "'\n", "A=1 #\n", "#", "A=\\\n", "A", "\u{2028}"] {
        let start = std::time::Instant::now();
        let text = line.repeat((1 << 20) / line.len());
        assert!(take(&text).values.len() < 2);
        // A tenth of a second alone; a quadratic reader takes minutes.
        assert!(start.elapsed().as_secs() < 10, "{line:?} took {:?}", start.elapsed());
    }
}
