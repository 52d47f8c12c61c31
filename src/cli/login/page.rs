//! Opening a page in the person's browser.

use std::ffi::OsString;
use std::process::{Command, Stdio};

use super::super::context::Context;
use crate::program;
use crate::vars::Env;

/// Starts the person's browser, if there is one; says whether it was started.
pub(in crate::cli) fn open(context: &Context, page: &str) -> bool {
    let Some((program, arguments)) = opener(context.env(), page) else { return false };
    let started = Command::new(&program)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    let program = program.to_string_lossy();
    match &started {
        Ok(_) => context.ui.say(format!("opening it with {program}")),
        Err(error) => context.ui.warn(format!("{program}: {error}")),
    }
    started.is_ok()
}

/// `$BROWSER`, a command line in which `%s` may stand for the address, else the desktop's own way.
/// The desktop of a remote shell is not where the person sits.
fn opener(env: &Env, page: &str) -> Option<(OsString, Vec<String>)> {
    let named = env.text("BROWSER").ok().flatten().and_then(|line| shell_words::split(line).ok());
    if let Some((program, rest)) = named.as_deref().and_then(<[String]>::split_first) {
        let mut arguments: Vec<String> = rest.iter().map(|word| word.replace("%s", page)).collect();
        if !rest.iter().any(|word| word.contains("%s")) {
            arguments.push(page.to_owned());
        }
        return Some((program.into(), arguments));
    }
    let desktop = env.has("DISPLAY") || env.has("WAYLAND_DISPLAY");
    let name = if cfg!(target_os = "macos") {
        "open"
    } else if desktop {
        "xdg-open"
    } else {
        return None;
    };
    if env.has("SSH_CONNECTION") {
        return None;
    }
    Some((program::find(env, name)?.into(), vec![page.to_owned()]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn opened(vars: &[(&str, &str)]) -> Option<String> {
        let (program, words) = opener(&Env::of(vars), "https://hub.example/?a=b")?;
        Some(format!("{} {}", program.to_string_lossy(), words.join(" ")))
    }

    #[test]
    fn the_named_browser_is_started_without_a_shell() {
        let page = "https://hub.example/?a=b";
        for (line, words) in [
            ("w3m", format!("w3m {page}")),
            ("fire --url=%s -x", format!("fire --url={page} -x")),
            ("'my browser' $(id);", format!("my browser $(id); {page}")),
        ] {
            assert_eq!(opened(&[("BROWSER", line)]), Some(words), "{line}");
        }
    }

    #[cfg(all(unix, not(target_os = "macos")))]
    #[test]
    fn a_desktop_opens_it_and_a_remote_shell_or_none_does_not() {
        let folder = std::env::temp_dir().join(format!("hfenv-opener-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let program = folder.join("xdg-open");
        std::fs::write(&program, "").unwrap();
        let path = folder.to_str().unwrap();
        for (vars, starts) in [
            (vec![("PATH", path), ("DISPLAY", ":0")], true),
            (vec![("PATH", path), ("WAYLAND_DISPLAY", "w")], true),
            (vec![("PATH", path)], false),
            (vec![("PATH", "relative"), ("DISPLAY", ":0")], false),
            (vec![("PATH", path), ("DISPLAY", ":0"), ("SSH_CONNECTION", "a b")], false),
            (vec![("PATH", path), ("DISPLAY", ":0"), ("BROWSER", "'")], true),
        ] {
            let started = opened(&vars).is_some_and(|line| line.starts_with(path));
            assert_eq!(started, starts, "{vars:?}");
        }
        std::fs::remove_dir_all(folder).unwrap();
    }
}
