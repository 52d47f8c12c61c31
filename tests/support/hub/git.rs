//! Git over smart HTTP, by git's own `http-backend`.
//!
//! A made-up git server would prove little: what counts is that the real one, asked by the real
//! git, gets the token when it should and not otherwise.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use super::access::{Caller, Verdict, Want};
use super::http::Request;
use super::reply::Reply;
use super::state::State;

/// The commit told for a repository without git behind it.
const NO_COMMIT: &str = "00000000000000000000000000000000000000c0";

/// The first commit of each repository, for `git fast-import`; the id makes it differ.
fn first_commit(id: &str) -> String {
    format!(
        "commit refs/heads/main\n\
         committer Hub <hub@example.org> 1767225600 +0000\n\
         data <<END\ninitial commit\nEND\n\
         M 100644 inline README.md\n\
         data <<END\n# {id}\nEND\n\n"
    )
}

/// A `git` that sees nothing of this machine's configuration and environment but `PATH`.
#[expect(clippy::disallowed_methods, reason = "a test's child needs the real PATH, and only that")]
pub fn clean_git(home: &Path) -> Command {
    let mut git = Command::new("git");
    git.env_clear();
    // Windows cannot open a socket without SYSTEMROOT.
    for name in ["PATH", "SYSTEMROOT"] {
        if let Some(value) = std::env::var_os(name) {
            git.env(name, value);
        }
    }
    git.env("HOME", home)
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_TERMINAL_PROMPT", "0")
        .env("LC_ALL", "C");
    git
}

/// The bare repository of `id`.
pub(super) fn dir(state: &State, id: &str) -> PathBuf {
    state.folder().join("git").join(format!("{id}.git"))
}

/// Makes the bare repository of `id` with one commit, and returns that commit.
pub(super) fn create(state: &State, id: &str) -> String {
    let dir = dir(state, id);
    fs::create_dir_all(&dir).expect("a folder for the bare repository");
    let mut init = clean_git(state.folder());
    init.args(["init", "--quiet", "--bare", "--initial-branch=main"]).arg(&dir);
    finish(&mut init, b"");
    let mut import = clean_git(state.folder());
    import.arg("--git-dir").arg(&dir).args(["fast-import", "--quiet"]);
    finish(&mut import, first_commit(id).as_bytes());
    head(state, id)
}

/// The commit that `main` of `id` points to.
pub(super) fn head(state: &State, id: &str) -> String {
    fs::read_to_string(dir(state, id).join("refs/heads/main"))
        .map_or_else(|_| NO_COMMIT.to_owned(), |commit| commit.trim().to_owned())
}

/// Runs a command that must succeed.
fn finish(command: &mut Command, input: &[u8]) {
    let output = run(command, input);
    assert!(
        output.status.success(),
        "{command:?} failed: {}",
        String::from_utf8_lossy(&output.stderr)
    );
}

/// Runs a command, feeding it `input` while its output is read.
fn run(command: &mut Command, input: &[u8]) -> Output {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("git is installed");
    let mut stdin = child.stdin.take().expect("stdin is a pipe");
    std::thread::scope(|scope| {
        scope.spawn(move || {
            // A child that has heard enough closes its end, and its status tells the rest.
            let _closed_early = stdin.write_all(input);
        });
        child.wait_with_output().expect("git's output is read")
    })
}

/// Answers a request of git's for the repository `id`; `rest` is `info/refs` or a service.
pub(super) fn answer(state: &State, request: &Request, id: &str, rest: &str) -> Reply {
    let pushing = rest == "git-receive-pack" || request.query.contains("service=git-receive-pack");
    let want = if pushing { Want::Write } else { Want::Content };
    if let Some(refusal) = refusal(state, request, id, want) {
        return refusal;
    }
    if !dir(state, id).exists() {
        return Reply::refusal(404, None, "This repository has no git behind it");
    }
    let output = run(&mut backend(state, request, &format!("/{id}.git/{rest}")), &request.body);
    parse_cgi(&output).unwrap_or_else(|| {
        Reply::new(500).with_body([b"http-backend: ", output.stderr.as_slice()].concat())
    })
}

/// The answer to a caller who may not, shared with git-lfs. Without a good token it's a 401 that
/// asks for one; with a good token that doesn't reach it's a 403, which makes git keep the token.
pub(super) fn refusal(state: &State, request: &Request, id: &str, want: Want) -> Option<Reply> {
    let verdict = state.judge(request, id, want);
    let mut reply = verdict.refusal(id)?;
    if verdict == Verdict::Hidden {
        reply.status = 403;
    }
    if reply.status == 401 {
        reply = reply.with_header("WWW-Authenticate", "Basic realm=\"Authentication required\"");
    }
    Some(reply)
}

/// `git http-backend` with the variables of CGI/1.1 (RFC 3875) for `request`.
fn backend(state: &State, request: &Request, path: &str) -> Command {
    let mut backend = clean_git(state.folder());
    backend
        .arg("http-backend")
        .env("GIT_PROJECT_ROOT", state.folder().join("git"))
        .env("GIT_HTTP_EXPORT_ALL", "1")
        .env("PATH_INFO", path)
        .env("REQUEST_METHOD", &request.method)
        .env("QUERY_STRING", &request.query)
        .env("REMOTE_ADDR", "127.0.0.1")
        .env("CONTENT_LENGTH", request.body.len().to_string());
    // http-backend unpacks gzip itself, and speaks version 2 only when told of the client's wish.
    for (header, variable) in [
        ("content-type", "CONTENT_TYPE"),
        ("content-encoding", "HTTP_CONTENT_ENCODING"),
        ("git-protocol", "GIT_PROTOCOL"),
    ] {
        if let Some(value) = request.header(header) {
            backend.env(variable, value);
        }
    }
    // Pushing is off for callers without a name.
    if let Caller::Known(account) = state.caller(request) {
        backend.env("REMOTE_USER", account.user);
    }
    backend
}

fn parse_cgi(output: &Output) -> Option<Reply> {
    let cut = output.stdout.windows(4).position(|part| part == b"\r\n\r\n")?;
    let head = std::str::from_utf8(&output.stdout[..cut]).ok()?;
    let mut reply = Reply::new(200).with_body(&output.stdout[cut + 4..]);
    for line in head.split("\r\n") {
        let (name, value) = line.split_once(": ")?;
        match name {
            "Status" => reply.status = value.split(' ').next()?.parse().ok()?,
            _ => reply = reply.with_header(name, value),
        }
    }
    Some(reply)
}
