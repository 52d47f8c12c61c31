//! Hazard: hfenv and Python's huggingface_hub read or write `stored_tokens` differently, and a
//! login is lost.

use hfenv::store::active;
use hfenv::store::named::{
    NameError, NamedError, OAuth, StoredTokens, lock_path, name_allowed, update,
};
use hfenv::text::hex;
use hfenv::token::Token;
use serde_json::{Map, Value, json};

use crate::support::python::{Dice, ask, cases};

/// Names that Python can save, parted by `¦`.
const NAMES: &str = "\
    work¦my tok¦default¦Default¦a]b¦br]¦[x¦[x]¦]¦a:b¦a=b¦#x¦x#¦;x¦a # b¦a ; b¦%x¦%(y)s¦a%%b¦\
    naïve/模型¦\u{1f600}¦a\tb¦a\\b¦\"q\"¦'q'¦oauth-me¦a\u{a0}b¦hf_token = x";

/// Names that hfenv never writes but has to carry.
const ODD_EDGES: [&str; 4] = [" lead", "trail ", " ", "\u{a0}x\t"];

fn token(text: &str) -> Token {
    Token::clean(text).unwrap().unwrap()
}

fn parsed(text: &str) -> StoredTokens {
    StoredTokens::parse(text.as_bytes()).unwrap()
}

fn bytes(tokens: &StoredTokens) -> String {
    String::from_utf8(tokens.to_bytes().to_vec()).unwrap()
}

fn random_token(dice: &mut Dice) -> String {
    format!("hf_{}{}", dice.pick(&["", "oauth_"]), dice.string(&["a", "B", "7", "%", "=", "#"], 20))
}

/// Both judges use huggingface_hub's own functions on a file of its own.
const PRELUDE: &str = r"
import json, logging, os, sys
from pathlib import Path
from huggingface_hub import constants
from huggingface_hub.utils import _auth
logging.disable(logging.CRITICAL)
path = Path(constants.HF_STORED_TOKENS_PATH)
cases = json.load(sys.stdin)
out = []
";

#[test]
fn odd_names_go_both_ways() {
    const SCRIPT: &str = r"
for case in cases:
    _auth._save_stored_tokens_full(case['map'])
    theirs = path.read_bytes().decode()
    path.write_bytes(case['ours'].encode())
    out.append([theirs, _auth._read_stored_tokens_full()])
print(json.dumps(out))
";
    let mut ours = StoredTokens::default();
    let mut map = Map::new();
    let mut cases = Vec::new();
    for name in NAMES.split('¦') {
        let mut alone = StoredTokens::default();
        for tokens in [&mut ours, &mut alone] {
            tokens.set_token(name, &token("made-up")).unwrap();
        }
        map.insert(name.to_owned(), json!({"hf_token": "made-up"}));
        cases.push(json!({"map": {name: {"hf_token": "made-up"}}, "ours": bytes(&alone)}));
    }
    cases.push(json!({"map": map, "ours": bytes(&ours)}));
    for name in ODD_EDGES {
        let text = format!("[{name}]\nhf_token = made-up\n\n");
        cases.push(json!({"map": {name: {"hf_token": "made-up"}}, "ours": text}));
    }
    let home = tempfile::tempdir().unwrap();
    let script = format!("{PRELUDE}{SCRIPT}");
    let Some(answers) = ask(&script, &json!(cases), home.path()) else { return };
    for (case, answer) in cases.iter().zip(answers.as_array().unwrap()) {
        assert_eq!(answer[0], case["ours"]);
        assert_eq!(answer[1], case["map"]);
        let back = parsed(answer[0].as_str().unwrap());
        for name in case["map"].as_object().unwrap().keys() {
            assert!(back.token(name) == Some(Ok(token("made-up"))), "{name:?}");
        }
    }
}

/// A random map, then one login on it, done by both.
#[test]
fn random_maps_and_logins_end_in_the_same_bytes() {
    const SCRIPT: &str = r"
for case in cases:
    _auth._save_stored_tokens_full(case['map'])
    before = path.read_bytes().decode()
    _auth._save_token(case['token'], case['name'], refresh_token=case['refresh'],
                      expires_at=case['expires'])
    out.append([before, path.read_bytes().decode()])
print(json.dumps(out))
";
    let mut dice = Dice::new();
    let cases: Vec<Value> = (0..cases(3000)).map(|_| random_login(&mut dice)).collect();
    let home = tempfile::tempdir().unwrap();
    let script = format!("{PRELUDE}{SCRIPT}");
    let Some(answers) = ask(&script, &json!(cases), home.path()) else { return };
    for (case, answer) in cases.iter().zip(answers.as_array().unwrap()) {
        let mut ours = parsed(answer[0].as_str().unwrap());
        assert_eq!(bytes(&ours), answer[0].as_str().unwrap());
        let access = token(case["token"].as_str().unwrap());
        let refresh = case["refresh"].as_str().map(token);
        let login = OAuth {
            token: &access,
            refresh_token: refresh.as_ref(),
            expires_at: case["expires"].as_i64(),
        };
        let name = case["name"].as_str().unwrap();
        ours.set_oauth(name, login).unwrap();
        assert_eq!(bytes(&ours), answer[1].as_str().unwrap());
        assert_eq!(ours.expires_at(name), login.expires_at);
        assert!(ours.refresh_token(name) == refresh.map(Ok));
    }
    println!("{} maps", cases.len());
}

fn random_login(dice: &mut Dice) -> Value {
    const OTHER: [&str; 4] = ["note", "x y", "überkey", "[k"];
    let names: Vec<&str> = NAMES.split('¦').collect();
    let login = dice.pick(&names);
    let mut map = Map::new();
    for _ in 0..dice.below(6) {
        let name = match dice.below(3) {
            0 => dice.pick(&names).to_owned(),
            _ => format!("n{}", dice.string(&["a", "]", "[", " ", ":", "é", "="], 6)) + ".",
        };
        let mut keys = Map::new();
        keys.insert("hf_token".to_owned(), json!(random_token(dice)));
        if dice.below(2) == 0 {
            keys.insert("refresh_token".to_owned(), json!(random_token(dice)));
            keys.insert("expires_at".to_owned(), json!(dice.below(1 << 30).to_string()));
        }
        // Python drops unknown keys of the section it logs in to; those have a test of their own.
        if name != login && dice.below(3) == 0 {
            let value = dice.string(&["a", "b\n", "%", "x#y", "\n\nc"], 4);
            keys.insert(dice.pick(&OTHER).to_owned(), json!(format!("v{value}.")));
        }
        map.insert(name, json!(keys));
    }
    let refresh = (dice.below(2) == 0).then(|| random_token(dice));
    let expires = (dice.below(2) == 0).then(|| dice.below(1 << 30));
    json!({"map": map, "name": login, "token": random_token(dice), "refresh": refresh,
        "expires": expires})
}

#[test]
fn a_hand_made_file_is_accepted_exactly_where_python_accepts_it() {
    const SCRIPT: &str = r"
import configparser
for case in cases:
    path.write_bytes(bytes.fromhex(case))
    config = configparser.ConfigParser(interpolation=None)
    try:
        config.read(path, encoding='utf-8')
    except (configparser.Error, UnicodeDecodeError):
        out.append(None)
        continue
    full = _auth._read_stored_tokens_full()
    _auth._save_stored_tokens_full(full)
    out.append([full, path.read_bytes().decode()])
print(json.dumps(out))
";
    let mut dice = Dice::new();
    let files: Vec<Vec<u8>> = (0..cases(20000)).map(|_| random_ini(&mut dice)).collect();
    let input: Vec<String> = files.iter().map(|file| hex(file)).collect();
    let home = tempfile::tempdir().unwrap();
    let script = format!("{PRELUDE}{SCRIPT}");
    let Some(answers) = ask(&script, &json!(input), home.path()) else { return };
    let mut accepted = 0;
    for (file, answer) in files.iter().zip(answers.as_array().unwrap()) {
        let shown = String::from_utf8_lossy(file);
        let ours = StoredTokens::parse(file).ok();
        assert_eq!(ours.is_some(), !answer.is_null(), "{shown:?}");
        let Some(ours) = ours else { continue };
        accepted += 1;
        for (name, keys) in answer[0].as_object().unwrap() {
            for (key, value) in keys.as_object().unwrap() {
                assert_eq!(ours.value(name, key), value.as_str(), "{name:?} {key:?} {shown:?}");
            }
        }
        assert_eq!(bytes(&ours), answer[1].as_str().unwrap(), "{shown:?}");
    }
    println!("{} files: {accepted} accepted", files.len());
    assert!(accepted > files.len() / 5 && accepted < files.len());
}

fn random_ini(dice: &mut Dice) -> Vec<u8> {
    const LINES: &str = "\
        [a]¦[b]¦[DEFAULT]¦[ a]¦[a] x¦[a]b]¦[]¦[]]¦[a¦ [c]¦hf_token = x¦HF_Token=y¦\
        hf_token : z=1¦k=¦k¦=v¦ = v¦  k2 = v¦\tmore¦  more = x¦¦  ¦# c¦  ; c¦k3 = # v¦\
        \u{a0}x = 1¦\u{feff}¦\u{130}k = \u{2028}v\u{1c}¦k4 = a\u{b}b¦refresh_token:r";
    const ENDS: [&str; 6] = ["\n", "\n", "\n", "\r\n", "\r", "\n\n"];
    let lines: Vec<&str> = LINES.split('¦').collect();
    let mut file = if dice.below(6) == 0 { String::new() } else { "[s]\n".to_owned() };
    for _ in 0..dice.below(9) {
        if dice.below(6) == 0 {
            file += &dice.string(&["[", "]", "a", " ", "=", ":", "#", "\t", "é"], 8);
        } else if dice.below(3) == 0 {
            file = format!("{file}k{} = v", dice.below(1000));
        } else {
            file += dice.pick(&lines);
        }
        file += dice.pick(&ENDS);
    }
    let mut bytes = file.into_bytes();
    if dice.below(30) == 0 {
        bytes.push(0xff);
    }
    bytes
}

#[test]
fn a_new_token_drops_what_belonged_to_the_old_one_and_keeps_the_unknown() {
    let file = "[w]\nnote = n\nrefresh_token = r\nhf_token = old\nexpires_at = 5\n\n";
    let mut tokens = parsed(file);
    tokens.set_token("w", &token("old")).unwrap();
    assert_eq!(bytes(&tokens), file);
    assert_eq!(tokens.expires_at("w"), Some(5));
    assert_eq!(tokens.name_of(&token("old")), Some("w"));
    tokens.set_token("w", &token("new")).unwrap();
    assert_eq!(bytes(&tokens), "[w]\nhf_token = new\nnote = n\n\n");
    assert!(tokens.remove("w") && !tokens.remove("w"));
    assert_eq!(bytes(&tokens), "");
}

#[test]
fn default_flows_into_all_sections_and_debug_shows_no_value() {
    let tokens = parsed("[b]\nhf_token = secret\n[DEFAULT]\nX: 1\n  2\n[a]\nx = own\n");
    assert_eq!(tokens.names().collect::<Vec<_>>(), ["b", "a"]);
    assert_eq!(bytes(&tokens), "[a]\nx = own\n\n[b]\nx = 1\n\t2\nhf_token = secret\n\n");
    assert!(tokens.token("a").is_none() && tokens.token("c").is_none());
    assert_eq!(format!("{tokens:?}"), "StoredTokens {\"b\": \"***\", \"a\": \"***\"}");
}

#[test]
fn names_that_do_not_survive_are_refused_and_carried_if_there() {
    for name in ["", "DEFAULT", "a\nb", "a\rb", " a", "a\t", "\u{a0}a", "a\u{1c}"] {
        assert!(name_allowed(name).is_err(), "{name:?}");
        assert!(StoredTokens::default().set_token(name, &token("t")).is_err());
    }
    assert!(NAMES.split('¦').all(|name| name_allowed(name).is_ok()));
    assert_eq!(name_allowed("DEFAULT"), Err(NameError::Default));
    let mut tokens = parsed("[ lead]\nhf_token = a\n\n");
    tokens.set_token(" lead", &token("b")).unwrap();
    assert_eq!(bytes(&tokens), "[ lead]\nhf_token = b\n\n");
}

#[test]
fn python_waits_for_our_lock_and_reads_our_token_file() {
    const SCRIPT: &str = r"
from huggingface_hub.utils import WeakFileLock
held = False
try:
    with WeakFileLock(str(path) + '.lock', timeout=0.2):
        pass
except Exception:
    held = True
active = _auth._get_token_from_file()
_auth._write_secret(Path(constants.HF_TOKEN_PATH), 'from-python')
print(json.dumps([held, active]))
";
    let home = tempfile::tempdir().unwrap();
    let (path, token_path) = (home.path().join("stored_tokens"), home.path().join("token"));
    active::write(&token_path, &token("from-hfenv")).unwrap();
    let script = format!("{PRELUDE}{SCRIPT}");
    let ask = || ask(&script, &json!([]), home.path());
    let answer: Result<_, NamedError> = update(&path, |_| Ok(ask()));
    let Some(answer) = answer.unwrap() else { return };
    assert_eq!(answer, json!([true, "from-hfenv"]));
    assert!(active::read(&token_path).unwrap() == Some(token("from-python")));
    assert_eq!(ask().unwrap(), json!([false, "from-python"]));
    assert!(lock_path(&path).exists());
}
