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
#[error("{name} has {what}, which {format} can't carry")]
pub struct CannotWrite {
    /// The variable.
    pub name: String,
    /// The format.
    pub format: &'static str,
    /// What is in the way.
    pub what: &'static str,
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
pub fn render(format: Format, plan: &Plan) -> Result<Zeroizing<String>, CannotWrite> {
    match format {
        Format::Json => Ok(pretty(&Json::Object(object(plan)))),
        Format::K8s => Ok(pretty(&json!({
            "apiVersion": "v1",
            "kind": "Secret",
            "metadata": { "name": "huggingface" },
            "stringData": object(plan),
            "type": "Opaque",
        }))),
        Format::Dotenv => lines(plan, "dotenv", dotenv_value),
        Format::Systemd => lines(plan, "systemd", |value| Ok(systemd_value(value))),
        Format::Docker => lines(plan, "docker", |value| {
            let broken = value.contains(['\n', '\r']);
            if broken { Err("a line break") } else { Ok(value.to_owned()) }
        }),
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

/// `NAME=…` for each variable, the value as `write` has it.
fn lines(
    plan: &Plan,
    format: &'static str,
    write: impl Fn(&str) -> Result<String, &'static str>,
) -> Result<Zeroizing<String>, CannotWrite> {
    let mut out = Zeroizing::new(String::new());
    for (name, value) in &plan.set {
        let written = write(value.reveal()).map_err(|what| CannotWrite {
            name: name.clone(),
            format,
            what,
        })?;
        out.push_str(name);
        out.push('=');
        out.push_str(&Zeroizing::new(written));
        out.push('\n');
    }
    Ok(out)
}

/// What python-dotenv reads as `value`, and, as far as there is such a form, every other reader
/// too.
fn dotenv_value(value: &str) -> Result<String, &'static str> {
    if value.contains("${") {
        // Expanded in every form, also between single quotes.
        return Err("${");
    }
    if value.contains('\r') {
        // Files are read in Python's text mode, which makes a line feed of it.
        return Err("a carriage return");
    }
    if is_bare(value) {
        Ok(value.to_owned())
    } else if !value.contains(['\'', '\\']) {
        Ok(format!("'{value}'"))
    } else if !value.contains(['"', '\\', '$', '`']) {
        Ok(format!("\"{value}\""))
    } else if value.contains(['$', '`']) {
        // Such files are sourced, too, and a shell reads the remaining forms otherwise.
        Err("$ or a backtick beside a quote")
    } else if !value.ends_with('\\') {
        Ok(format!("'{}'", value.replace('\\', "\\\\").replace('\'', "\\'")))
    } else if is_plain_line(value) {
        Ok(value.to_owned())
    } else {
        // A quote after it would count as escaped, and the value would end at the next one.
        Err("a backslash at its end")
    }
}

/// Whether python-dotenv takes `value` as it is, without quotes.
fn is_plain_line(value: &str) -> bool {
    let quote_or_blank = |c: char| matches!(c, '\'' | '"' | '#') || c.is_whitespace();
    !value.starts_with(quote_or_blank) && !value.contains(['\n', '#'])
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
    // Without random numbers it can be foreseen, and then the loop below is what keeps it apart.
    let _ = getrandom::fill(&mut random);
    let mut delimiter = format!("hfenv_{}", crate::text::hex(&random));
    while plan.set.values().any(|value| value.reveal().contains(&delimiter)) {
        delimiter.push('_');
    }
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
        assert_eq!(rendered(Format::Dotenv, "/a b"), "HF_HUB_CACHE='/a b'\n");
        assert_eq!(rendered(Format::Dotenv, "it's"), "HF_HUB_CACHE=\"it's\"\n");
        assert_eq!(rendered(Format::Dotenv, "a'\\b"), "HF_HUB_CACHE='a\\'\\\\b'\n");
        assert_eq!(rendered(Format::Dotenv, "C:\\"), "HF_HUB_CACHE=C:\\\n");
        assert!(render(Format::Dotenv, &plan("${HOME}")).is_err());
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
