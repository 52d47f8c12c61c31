//! The pictures of the documentation: what a terminal of 80 columns shows.

use regex::Regex;

use crate::support::hub::{Account, Visibility};
use crate::support::picture::{compare, draw};
use crate::support::sandbox::fresh_token;
use crate::support::session::{Answer, Session, emulated};
use crate::support::stage::{answers, furnish};
use crate::support::world::{World, programs};

const COLUMNS: u16 = 80;
/// The folder in green; what is typed stands out until Enter.
const PROMPT: &str = r"\[\e[32m\]\w\[\e[0m\] \[\e[1m\]$ ";

/// Types lines and keeps the picture of it all. What differs from run to run is written as the
/// pairs say.
fn picture(
    world: &World,
    name: &str,
    title: &str,
    told: &str,
    lines: &[&str],
    same: &[(&str, &str)],
) {
    let mut session = Session::start(world, COLUMNS, PROMPT);
    let answers: Vec<Answer> = answers(world);
    for line in lines {
        session.run(line, &answers);
    }
    let mut sent = session.everything();
    for (pattern, words) in same {
        sent = Regex::new(pattern).unwrap().replace_all(&sent, *words).into_owned();
    }
    compare(name, &draw(emulated(&sent, COLUMNS).screen(), title, told));
}

fn world() -> World {
    let world = World::new(&programs());
    furnish(&world);
    world
}

#[test]
fn why() {
    let world = world();
    world.log_in(Account::oauth("ada").in_org("acme"));
    let work = world.hub.add_token(Account::write("ada").in_org("acme"));
    world.save("work", &work);
    world.write("work/llm/.hfenv.toml", "profile = \"work\"\n");
    world.must("hfenv", &["switch", "-q", "ada"]);
    world.must("hfenv", &["allow", "-q", "--yes", "work/llm"]);
    let told = "hfenv why lists the sources of a token, the winner, and who uses which.";
    picture(&world, "why", "hfenv why", told, &["cd work/llm", "hfenv why"], &[]);
}

#[test]
fn login() {
    let Some(world) = World::with_keyring(&programs()) else { return };
    furnish(&world);
    let told = "A login in the browser, and git clones a private repository without a prompt.";
    let lines = [
        "hfenv login",
        "hfenv setup git",
        "git clone https://huggingface.co/ada/private-model",
        "hfenv setup shell",
    ];
    picture(&world, "login", "hfenv login, git clone", told, &lines, &[]);
}

#[test]
fn guard() {
    let world = world();
    let token = fresh_token();
    world.must("git", &["init", "-q", "-b", "main", "demo"]);
    world.write(
        "demo/train.py",
        format!("from huggingface_hub import login\n\nlogin(\"{token}\")\n"),
    );
    let told = "The guard stops a commit that would take a token along.";
    let lines = ["cd demo", "hfenv guard install", "git add train.py", "git commit -m 'first run'"];
    picture(&world, "guard", "hfenv guard", told, &lines, &[]);
}

#[test]
fn fetch() {
    let world = world();
    world.log_in(Account::oauth("ada").in_org("acme"));
    let told = "A model is downloaded, verified, and found by Python.";
    let lines = ["hfenv fetch meta-llama/Llama-3.2-1B", "hfenv cache ls"];
    picture(&world, "fetch", "hfenv fetch", told, &lines, &[]);
}

#[test]
fn access() {
    let world = world();
    world.log_in(Account::oauth("ada").in_org("acme"));
    world.hub.add_repo("google/gemma-3-1b-it", Visibility::gated([]));
    let told = "Which repositories may be read, and what to do about the others.";
    let lines = ["hfenv access meta-llama/Llama-3.2-1B google/gemma-3-1b-it openai-community/gpt3"];
    picture(&world, "access", "hfenv access", told, &lines, &[]);
}

#[test]
fn follows_cd() {
    let world = world();
    world.log_in(Account::oauth("ada").in_org("acme"));
    let work = world.hub.add_token(Account::write("ada").in_org("acme"));
    world.save("work", &work);
    world.must("hfenv", &["switch", "-q", "ada"]);
    world.must("hfenv", &["setup", "-q", "shell", "--shell", "bash"]);
    world.write(
        "work/llm/.hfenv.toml",
        "profile = \"work\"\n\n[settings]\nHF_HUB_OFFLINE = \"1\"\n",
    );
    let told = "The environment of the shell follows cd, once the project is allowed.";
    let lines = ["cd work/llm", "hfenv allow", "cd ..", "cd llm", "hfenv whoami"];
    picture(&world, "cd", "the shell follows cd", told, &lines, &[]);
}
