//! The pages behind the README, each followed in a home where ada is logged in; and what holds for
//! all of them: commands that exist, links that lead somewhere.

use crate::support::follow::follow;
use crate::support::hub::Account;
use crate::support::stage::{ada, answers, furnish};
use crate::support::world::{World, programs};

fn world() -> World {
    let world = World::new(&programs());
    furnish(&world);
    world.log_in(ada());
    world.save("work", &world.hub.add_token(Account::write("ada-at-acme").in_org("acme")));
    world
}

#[test]
fn identity() {
    let world = world();
    follow(&world, "docs/identity.md", &answers(&world));
}

#[test]
fn guard() {
    let world = world();
    world.must("git", &["init", "-q", "-b", "main", "."]);
    world.must("git", &["commit", "-q", "--allow-empty", "-m", "first"]);
    follow(&world, "docs/guard.md", &answers(&world));
}

#[test]
fn downloads() {
    let world = world();
    follow(&world, "docs/downloads.md", &answers(&world));
}
