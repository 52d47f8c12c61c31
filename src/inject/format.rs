//! A plan as a file for a program that is not a shell.

use serde_json::{Map, Value as Json, json};
use thiserror::Error;
use zeroize::Zeroizing;

use super::plan::{Plan, Value};

/// The formats of `hfenv export`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// One JSON object.
    Json,
    /// A `.env` file, by python-dotenv's rules.
    Dotenv,
    /// `docker run --env-file`.
    Docker,
    /// GitHub Actions: workflow commands, and lines for the file `$GITHUB_ENV`.
    Github,
    /// systemd's `EnvironmentFile=`.
    Systemd,
    /// A Kubernetes Secret.
    K8s,
}

/// A value that a format has no way to write. The value itself is left out.
#[derive(Debug, Error, PartialEq, Eq, Clone)]
#[error("{name} has a line break, which {format} can't carry")]
pub struct LineBreak {
    /// The variable.
    pub name: String,
    /// The format.
    pub format: &'static str,
}

impl Format {
    /// Every format with its name on the command line.
    pub const ALL: [(&'static str, Self); 6] = [
        ("json", Self::Json),
        ("dotenv", Self::Dotenv),
        ("docker", Self::Docker),
        ("github", Self::Github),
        ("systemd", Self::Systemd),
        ("k8s", Self::K8s),
    ];
}

/// The plan's variables in `format`. For [`Format::Github`] these are the lines for the environment
/// file.
pub fn render(format: Format, plan: &Plan) -> Result<Zeroizing<String>, LineBreak> {
    match format {
        Format::Json => Ok(pretty(&Json::Object(object(plan)))),
        Format::K8s => Ok(pretty(&json!({
            "apiVersion": "v1",
            "kind": "Secret",
            "metadata": { "name": "huggingface" },
            "stringData": object(plan),
            "type": "Opaque",
        }))),
        Format::Dotenv => Ok(lines(plan, dotenv_value)),
        Format::Systemd => Ok(lines(plan, systemd_value)),
        Format::Docker => {
            let broken = plan.set.iter().find(|(_, value)| value.reveal().contains(['\n', '\r']));
            match broken {
                Some((name, _)) => Err(LineBreak { name: name.clone(), format: "docker" }),
                None => Ok(lines(plan, str::to_owned)),
            }
        }
        Format::Github => Ok(github_lines(plan)),
    }
}

/// The workflow commands that make GitHub hide the plan's secrets in its log; they must run first.
#[must_use]
pub fn github_masks(plan: &Plan) -> Zeroizing<String> {
    let mut out = Zeroizing::new(String::new());
    for value in plan.set.values() {
        if let Value::Secret(token) = value {
            out.push_str("::add-mask::");
            out.push_str(token.reveal());
            out.push('\n');
        }
    }
    out
}

fn object(plan: &Plan) -> Map<String, Json> {
    plan.set.iter().map(|(name, value)| (name.clone(), Json::from(value.reveal()))).collect()
}

fn pretty(value: &Json) -> Zeroizing<String> {
    Zeroizing::new(format!("{value:#}\n"))
}

fn lines(plan: &Plan, write: impl Fn(&str) -> String) -> Zeroizing<String> {
    let mut out = Zeroizing::new(String::new());
    for (name, value) in &plan.set {
        out.push_str(name);
        out.push('=');
        out.push_str(&Zeroizing::new(write(value.reveal())));
        out.push('\n');
    }
    out
}

/// Single quotes, in which python-dotenv knows `\\` and `\'` only.
fn dotenv_value(value: &str) -> String {
    if is_bare(value) {
        return value.to_owned();
    }
    format!("'{}'", value.replace('\\', "\\\\").replace('\'', "\\'"))
}

/// Double quotes with the escapes of systemd.exec(5).
fn systemd_value(value: &str) -> String {
    if is_bare(value) {
        return value.to_owned();
    }
    let mut out = String::from("\"");
    for c in value.chars() {
        if matches!(c, '"' | '\\' | '`' | '$') {
            out.push('\\');
        }
        out.push(c);
    }
    out.push('"');
    out
}

fn is_bare(value: &str) -> bool {
    !value.is_empty() && value.bytes().all(|b| b.is_ascii_alphanumeric() || b"_./:-".contains(&b))
}

/// `NAME<<DELIMITER`, value, delimiter: the multi-line form, with a delimiter nobody can foresee.
fn github_lines(plan: &Plan) -> Zeroizing<String> {
    let mut out = Zeroizing::new(String::new());
    let mut random = [0; 16];
    // A delimiter that can be guessed would still have to be inside one of our own values.
    let _ = getrandom::fill(&mut random);
    let delimiter = format!("hfenv_{}", crate::text::hex(&random));
    for (name, value) in &plan.set {
        for part in [name, "<<", &delimiter, "\n", value.reveal(), "\n", &delimiter, "\n"] {
            out.push_str(part);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(value: &str) -> Plan {
        let mut plan = Plan::default();
        plan.set.insert("HF_HUB_CACHE".into(), Value::Plain(value.into()));
        plan
    }

    fn rendered(format: Format, value: &str) -> String {
        render(format, &plan(value)).unwrap().to_string()
    }

    #[test]
    fn each_format_quotes_by_its_own_rules() {
        assert_eq!(rendered(Format::Dotenv, "/a"), "HF_HUB_CACHE=/a\n");
        assert_eq!(rendered(Format::Dotenv, "/a b'\\"), "HF_HUB_CACHE='/a b\\'\\\\'\n");
        assert_eq!(rendered(Format::Systemd, "/a \"$b"), "HF_HUB_CACHE=\"/a \\\"\\$b\"\n");
        assert_eq!(rendered(Format::Docker, "/a b"), "HF_HUB_CACHE=/a b\n");
        assert!(render(Format::Docker, &plan("a\nb")).is_err());
        assert!(
            rendered(Format::K8s, "/a").contains("\"stringData\": {\n    \"HF_HUB_CACHE\": \"/a\"")
        );
    }

    #[test]
    fn a_github_value_cannot_close_its_own_block() {
        let text = rendered(Format::Github, "x\nhfenv_\ny");
        let delimiter = text.lines().next().unwrap().strip_prefix("HF_HUB_CACHE<<").unwrap();
        assert_eq!(text, format!("HF_HUB_CACHE<<{delimiter}\nx\nhfenv_\ny\n{delimiter}\n"));
    }
}
