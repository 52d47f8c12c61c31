//! What the documentation's examples take for granted: the repositories and people that they name,
//! on the Hub of a [`World`], and what the person at the terminal says.

use super::hub::{Account, File, Person, Visibility};
use super::session::Answer;
use super::world::World;

/// Puts people and repositories on the Hub.
pub(crate) fn furnish(world: &World) {
    let hub = &world.hub;
    hub.oauth().person(Person::Agrees(ada(), 0));
    // The Hub names a page of its own, whose path nobody here has seen.
    hub.oauth().set_page("/...");
    hub.add_git_repo("ada/private-model");
    hub.add_repo("meta-llama/Llama-3.2-1B", Visibility::gated(["ada", "ada-at-acme"]));
    hub.add_files(
        "meta-llama/Llama-3.2-1B",
        &[
            ("config.json", File::from(&b"{\"model_type\": \"llama\"}\n"[..])),
            ("model.safetensors", File::made(1, 2_471_645)),
            ("tokenizer.json", File::made(2, 908_565)),
        ],
    );
    hub.add_files("org/name", &[("config.json", "{}\n"), ("weights/a.bin", "weights\n")]);
    hub.point("org/name", "refs/tags/v1.0", &hub.add_files("org/name", &[("x", "y\n")]));
    hub.add_files("datasets/org/name", &[("train.parquet", "rows\n"), ("README.md", "# name\n")]);
    hub.add_files("openai-community/gpt2", &[("config.json", "{\"model_type\": \"gpt2\"}\n")]);
}

/// The example's person.
pub(crate) fn ada() -> Account {
    Account::oauth("ada").in_org("acme")
}

/// What ada says to questions.
pub(crate) fn answers(world: &World) -> Vec<Answer<'_>> {
    let work = Account::read("ada-at-acme").in_org("acme").named("work");
    let paste = move || world.hub.add_token(work.clone());
    vec![
        Answer::new("hfenv login -p work", "not shown): ", paste),
        Answer::new("hfenv login", "not shown): ", String::new),
        Answer::new("", "[y/N] ", || "y".to_owned()),
    ]
}
