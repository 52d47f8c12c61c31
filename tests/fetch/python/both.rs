//! After `hf download`, a fetch of the same asks for the commit and for nothing else; where the
//! commit itself is asked for, it asks nobody.

use super::{Files, Pair, Place, model};
use crate::fetch::stage::{MODEL, assert_whole};

/// What `hf` downloads, and the words by which hfenv is asked for the same.
struct Case {
    id: &'static str,
    kind: &'static str,
    revision: &'static str,
    words: &'static [&'static str],
}

const CASES: [Case; 8] = [
    Case { id: MODEL, kind: "model", revision: "main", words: &[] },
    Case { id: MODEL, kind: "model", revision: "main", words: &["config.json"] },
    Case { id: MODEL, kind: "model", revision: "main", words: &["onnx/deep/er/weights.bin"] },
    Case {
        id: MODEL,
        kind: "model",
        revision: "main",
        words: &["config.json", "onnx/config.json"],
    },
    Case { id: MODEL, kind: "model", revision: "main", words: &["--include", "*.json"] },
    Case { id: "datasets/acme/data", kind: "dataset", revision: "main", words: &[] },
    Case { id: "spaces/acme/room", kind: "space", revision: "main", words: &[] },
    Case { id: "datasets/acme/data", kind: "dataset", revision: "refs/pr/1", words: &[] },
];

impl Case {
    fn repo(&self) -> String {
        format!("acme/{}", self.id.rsplit('/').next().unwrap())
    }

    /// The words of both, which agree on all that is used here.
    fn words<'a>(&'a self, repo: &'a str, revision: &'a str) -> Vec<&'a str> {
        let mut words = vec![repo, "--type", self.kind, "--revision", revision];
        words.extend(self.words);
        words
    }

    /// Those of the files that the words name.
    fn files(&self, all: Files) -> Files {
        let named = |name: &str| match self.words {
            [] => true,
            ["--include", _] => name.contains(".json"),
            words => words.contains(&name),
        };
        all.into_iter().filter(|(name, _)| named(name)).collect()
    }
}

#[test]
fn after_hf_one_question_is_left() {
    for case in CASES {
        let Some(pair) = Pair::new() else { return };
        pair.stage.hub.add_files(case.id, &model());
        let mut commit = pair.stage.hub.add_commit(case.id, "refs/pr/1", &[("a.txt", "a")]);
        let mut files = model();
        if case.revision == "refs/pr/1" {
            files.push(("a.txt", "a".into()));
        } else {
            commit = pair.stage.hub.add_commit(case.id, "main", &[("b.txt", "b")]);
            files.push(("b.txt", "b".into()));
        }
        let (files, repo) = (case.files(files), case.repo());
        let mut words = vec!["download", "-q"];
        words.extend(case.words(&repo, case.revision));
        let theirs = pair.hf(&words, &[]);
        for (revision, questions) in [(case.revision, 1), (&*commit, 0), (case.revision, 1)] {
            pair.forget();
            let said = pair.stage.fetch(&case.words(&repo, revision));
            let asked = pair.asked();
            assert_eq!(asked.len(), questions, "{words:?} at {revision}: {asked:?}");
            assert!(asked.iter().all(|line| line.contains("/revision/")), "{asked:?}");
            if files.len() == 1 {
                assert!(theirs.trim_end().ends_with(files[0].0), "{theirs}");
            } else {
                assert_whole(&said, &files);
            }
            assert_eq!(said.out, theirs, "{words:?} at {revision}");
        }
    }
}

/// The same by turns, each bringing what the other one lacks.
#[test]
fn each_goes_on_where_the_other_one_ended() {
    let Some(pair) = Pair::new() else { return };
    let files = model();
    pair.stage.hub.add_files(MODEL, &files);
    pair.hf(&["download", "-q", MODEL, "--include", "*.json"], &[]);
    pair.forget();
    pair.stage.fetch(&[MODEL, "model-00001-of-00002.safetensors", "config.json"]);
    assert_eq!(pair.stage.sent("config.json"), 0);
    assert_eq!(pair.stage.hub.cdn().sent("").len(), 1, "{:?}", pair.asked());
    pair.forget();
    pair.hf(&["download", "-q", MODEL, "--exclude", "onnx/*"], &[]);
    assert_eq!(pair.stage.sent("model-00001"), 0);
    assert_eq!(pair.stage.sent("model-00002"), files[2].1.len());
    pair.forget();
    assert_whole(&pair.stage.fetch(&[MODEL]), &files);
    assert_eq!(pair.stage.sent("model-"), 0);
    pair.read(&[(Place::main(MODEL), &files)], &[("HF_HUB_OFFLINE", "1")]);
}

/// A new commit with the same large files: what is the same is not downloaded again, by neither.
#[test]
fn a_new_commit_needs_only_what_is_new() {
    let Some(pair) = Pair::new() else { return };
    let mut files = model();
    pair.stage.hub.add_files(MODEL, &files);
    pair.hf(&["download", "-q", MODEL], &[]);
    pair.stage.hub.add_files(MODEL, &[("config.json", "{\"model_type\": \"second\"}\n")]);
    files[0].1 = "{\"model_type\": \"second\"}\n".into();
    pair.forget();
    assert_whole(&pair.stage.fetch(&[MODEL]), &files);
    assert!(pair.stage.hub.cdn().requests().is_empty(), "{:?}", pair.asked());
    pair.stage.hub.add_files(MODEL, &[("config.json", "{\"model_type\": \"third\"}\n")]);
    files[0].1 = "{\"model_type\": \"third\"}\n".into();
    pair.forget();
    pair.hf(&["download", "-q", MODEL], &[]);
    assert!(pair.stage.hub.cdn().requests().is_empty(), "{:?}", pair.asked());
    assert_whole(&pair.stage.fetch(&[MODEL]), &files);
}
