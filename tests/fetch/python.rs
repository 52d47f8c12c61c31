//! Python's own huggingface_hub and `hf` on the same cache and the same folders, before, after and
//! beside `hfenv fetch`. Neither asks the Hub again for what the other one has brought.

mod both;
mod folders;
mod race;
mod reads;
mod store;
mod tools;

use std::path::PathBuf;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use super::stage::Stage;
use crate::support::hub::File;
use crate::support::python::tool;
use crate::support::sandbox::Sandbox;

/// What Python finds at a revision: the snapshot's folder, and the hash of each file by every way
/// there is to it.
const READ: &str = r"
import hashlib, json, sys
from pathlib import Path
from huggingface_hub import hf_hub_download, snapshot_download, try_to_load_from_cache
answers = []
for asked in json.load(sys.stdin):
    where = {'repo_id': asked['repo'], 'repo_type': asked['kind'], 'revision': asked['revision']}
    snapshot = Path(snapshot_download(**where))
    files = {}
    for name in asked['files']:
        path = Path(hf_hub_download(filename=name, **where))
        assert path == snapshot / name, (path, snapshot)
        assert path == Path(try_to_load_from_cache(filename=name, **where))
        files[name] = hashlib.sha256(path.read_bytes()).hexdigest()
    answers.append({'snapshot': str(snapshot), 'files': files})
print(json.dumps(answers))
";

/// A Hub and hfenv with its cache, and Python with the same cache and a home of its own, where what
/// it writes besides is in nobody's way.
struct Pair {
    stage: Stage,
    home: Sandbox,
    python: PathBuf,
}

/// A repository and a revision of it.
struct Place<'a> {
    repo: &'a str,
    kind: &'a str,
    revision: &'a str,
}

impl<'a> Place<'a> {
    /// The branch `main` of a model.
    fn main(repo: &'a str) -> Self {
        Self { repo, kind: "model", revision: "main" }
    }
}

/// Files as `add_files` takes them.
type Files = Vec<(&'static str, File)>;

impl Pair {
    /// Nothing, after a printed note, where there is no Python with huggingface_hub.
    fn new() -> Option<Self> {
        let python = tool("python")?;
        Some(Self { stage: Stage::new(), home: Sandbox::new(), python })
    }

    /// A command of Python's side: without a question to the Hub besides the job.
    fn sealed(&self, program: &str) -> Command {
        let mut command = self.home.command(self.python.with_file_name(program));
        for name in ["DISABLE_TELEMETRY", "DISABLE_UPDATE_CHECK", "DISABLE_PROGRESS_BARS"] {
            command.env(format!("HF_HUB_{name}"), "1");
        }
        command
            .env("HF_ENDPOINT", self.stage.hub.endpoint())
            .env("HF_HUB_CACHE", self.stage.cache())
            .env("HF_TOKEN", &self.stage.token)
            .env("NO_COLOR", "1");
        command
    }

    /// `hf` with these words.
    fn hf(&self, words: &[&str], vars: &[(&str, &str)]) -> String {
        let mut command = self.sealed("hf");
        command.args(words).envs(vars.iter().copied());
        let output = command.output().unwrap();
        let [out, said] =
            [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap());
        assert!(output.status.success(), "hf {words:?}: {said}{out}");
        self.stage.check();
        out + &said
    }

    /// A script's answer.
    fn ask(&self, script: &str, input: &Value, vars: &[(&str, &str)]) -> Value {
        let mut command = self.sealed("python");
        command.args(["-X", "utf8", "-c", script]).envs(vars.iter().copied());
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        std::io::Write::write_all(&mut child.stdin.take().unwrap(), input.to_string().as_bytes())
            .unwrap();
        let output = child.wait_with_output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{said}");
        assert!(said.is_empty(), "{said}");
        serde_json::from_slice(&output.stdout).unwrap()
    }

    /// The snapshots that Python finds, after a look at every file.
    fn read(&self, places: &[(Place, &Files)], vars: &[(&str, &str)]) -> Vec<String> {
        let question = |(place, files): &(Place, &Files)| {
            let names: Vec<&str> = files.iter().map(|(name, _)| *name).collect();
            json!({
                "repo": place.repo, "kind": place.kind, "revision": place.revision, "files": names,
            })
        };
        let questions: Vec<Value> = places.iter().map(question).collect();
        let answers = self.ask(READ, &json!(questions), vars);
        for ((place, files), at) in places.iter().zip(0..) {
            for (name, file) in *files {
                let (repo, revision) = (place.repo, place.revision);
                assert_eq!(
                    answers[at]["files"][name],
                    file.sha256(),
                    "{name} of {repo} {revision}"
                );
            }
        }
        let path = |at: usize| answers[at]["snapshot"].as_str().unwrap().to_owned();
        (0..places.len()).map(path).collect()
    }

    /// Forgets what the servers were asked so far.
    fn forget(&self) {
        self.stage.hub.clear();
        self.stage.hub.cdn().clear();
    }

    /// What the Hub and its storage host were asked since, as `GET /path`.
    fn asked(&self) -> Vec<String> {
        let (hub, cdn) = (self.stage.hub.requests(), self.stage.hub.cdn().requests());
        let line = |seen: &crate::support::hub::Request| format!("{} {}", seen.method, seen.path);
        let mut asked: Vec<String> = hub.iter().chain(&cdn).map(line).collect();
        // Python's question about the programs that use it, once a day.
        asked.retain(|line| line != "GET /api/agent-harnesses");
        asked
    }

    /// The same without what Python asks before it looks whether it has a file.
    fn contents_asked(&self) -> Vec<String> {
        let mut asked = self.asked();
        asked.retain(|line| {
            let question = line.starts_with("HEAD ") || line.contains(" /api/models/");
            !question || line.contains("/resolve-cache/") && line.starts_with("GET ")
        });
        asked
    }
}

/// Files as a model has them: two shards with an index, and small ones, one of them in a folder.
fn model() -> Files {
    let index = json!({ "weight_map": {
        "a": "model-00001-of-00002.safetensors", "b": "model-00002-of-00002.safetensors",
    }});
    vec![
        ("config.json", "{\"model_type\": \"made-up\"}\n".into()),
        ("model-00001-of-00002.safetensors", File::large(tensor("a", 1 << 20))),
        ("model-00002-of-00002.safetensors", File::large(tensor("b", 70_001))),
        ("model.safetensors.index.json", index.to_string().as_str().into()),
        ("onnx/deep/er/weights.bin", File::large(vec![7; 3000])),
        ("onnx/config.json", "{}".into()),
    ]
}

/// A safetensors file with one tensor of bytes.
fn tensor(name: &str, length: usize) -> Vec<u8> {
    let header = json!({ name: { "dtype": "U8", "shape": [length], "data_offsets": [0, length] } })
        .to_string();
    let size = (header.len() as u64).to_le_bytes();
    let data = (0..251_u8).cycle().take(length);
    size.into_iter().chain(header.into_bytes()).chain(data).collect()
}
