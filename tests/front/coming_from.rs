//! `docs/coming-from.md`: each section is followed in a home of its own, which the tool that it
//! names has filled.

use std::os::unix::fs::PermissionsExt;

use crate::support::follow::follow_some;
use crate::support::hub::Account;
use crate::support::markdown::Block;
use crate::support::prompts::find;
use crate::support::sandbox::{fresh_token, is_installed};
use crate::support::session::Answer;
use crate::support::stage::{answers, furnish};
use crate::support::world::{World, programs};

const PAGE: &str = "docs/coming-from.md";

fn world() -> Option<World> {
    let world = World::with_keyring(&programs())?;
    furnish(&world);
    Some(world)
}

fn token(world: &World) -> String {
    world.hub.add_token(Account::write("ada").in_org("acme").named("laptop"))
}

fn section(world: &World, heading: &str) {
    follow_some(world, PAGE, &answers(world), |block: &Block| block.heading == heading);
}

#[test]
fn hf_auth_login() {
    let (Some(_), Some(world)) = (find("hf"), world()) else { return };
    world.must("hf", &["auth", "login", "--token", &token(&world)]);
    section(&world, "`hf auth login`");
}

#[test]
fn git_credential_store() {
    let Some(world) = world() else { return };
    world.must("git", &["config", "--global", "credential.helper", "store"]);
    for (host, user, password) in [
        ("huggingface.co", "ada", token(&world)),
        ("git.example.org", "ada", "another password".to_owned()),
    ] {
        let words = format!(
            "printf 'protocol=https\\nhost={host}\\nusername={user}\\npassword={password}\\n' \
             | git credential approve"
        );
        world.must("sh", &["-c", &words]);
    }
    section(&world, "git-credential-store");
}

#[test]
fn direnv() {
    let Some(world) = world().filter(|_| is_installed("direnv")) else { return };
    world.write("project/.envrc", "dotenv\n");
    let lines = format!("DATABASE_URL=postgres://localhost/llm\nHF_TOKEN={}\n", token(&world));
    world.write("project/.env", lines);
    section(&world, "direnv");
}

#[test]
fn rc_files_and_netrc() {
    let Some(world) = world() else { return };
    let token = token(&world);
    world.write(".bashrc", format!("alias ll='ls -l'\nexport HF_TOKEN={token}\n"));
    let netrc = format!("machine huggingface.co\nlogin ada\npassword {token}\n");
    let netrc = world.write(".netrc", netrc);
    std::fs::set_permissions(netrc, PermissionsExt::from_mode(0o600)).unwrap();
    section(&world, "Tokens in rc files and netrc");
}

#[test]
fn gitleaks() {
    let (Some(_), Some(world)) = (find("gitleaks"), world()) else { return };
    let folder = world.path("project");
    world.must("git", &["init", "-q", "-b", "main", "project"]);
    let old = format!("curl -H 'Authorization: Bearer {}'\n", fresh_token());
    world.write("project/notes.txt", old);
    world.write("project/.gitleaks.toml", "[extend]\nuseDefault = true\n");
    world.must_in(&folder, "git", &["add", "."]);
    world.must_in(&folder, "git", &["commit", "-q", "-m", "notes"]);
    let hook = "#!/bin/sh\nexec gitleaks git --pre-commit --staged --no-banner --log-level warn\n";
    let hook = world.write("project/.git/hooks/pre-commit", hook);
    std::fs::set_permissions(hook, PermissionsExt::from_mode(0o755)).unwrap();
    world.write("project/train.py", format!("login(\"{}\")\n", fresh_token()));
    section(&world, "gitleaks");
}

#[test]
fn a_token_that_leaked() {
    let Some(world) = world() else { return };
    let old = token(&world);
    world.save("work", &old);
    world.write(".bashrc", format!("export HF_TOKEN={old}\n"));
    let revoke = || {
        world.hub.revoke(&old);
        "y".to_owned()
    };
    let mut said = vec![
        Answer::new("rotate", "not shown): ", || token(&world)),
        Answer::new("rotate", "Is it revoked? (the Hub is asked again) [y/N] ", revoke),
    ];
    said.extend(answers(&world));
    follow_some(&world, PAGE, &said, |block| block.heading == "A token that leaked");
}
