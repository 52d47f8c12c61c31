//! `docs/recipes.md`, block by block: what it tells people to write is written, what it tells them
//! to type is typed, and what it promises is looked for.

mod cell;
mod ci;
mod clusters;
mod containers;
mod machines;
mod notebooks;
mod services;
mod stage;
mod tools;

use crate::support::markdown;

const PAGE: &str = "docs/recipes.md";

/// [`stage::Stage`] sees to it that no block of a recipe is forgotten; this, that no recipe is.
#[test]
fn every_recipe_has_a_test() {
    let mut tests = String::new();
    for entry in std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/recipe")).unwrap() {
        tests.push_str(&std::fs::read_to_string(entry.unwrap().path()).unwrap());
    }
    let mut headings: Vec<String> =
        markdown::blocks_of(PAGE).into_iter().map(|block| block.heading).collect();
    headings.dedup();
    assert!(headings.len() > 15, "{headings:?}");
    for heading in headings {
        assert!(tests.contains(&format!("(\"{heading}\"")), "{heading}");
    }
}

/// The table at the top leads to each of them.
#[test]
fn every_link_on_the_page_leads_somewhere() {
    let mut page = markdown::page(PAGE);
    for block in markdown::blocks_of(PAGE) {
        page = page.replace(&block.text, "");
    }
    let anchor = |title: &str| -> String {
        let kept = title.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-'));
        kept.map(|c| if c == ' ' { '-' } else { c.to_ascii_lowercase() }).collect()
    };
    let anchors: Vec<String> = page.lines().filter_map(markdown::title).map(anchor).collect();
    let links: Vec<&str> = page.split("](#").skip(1).filter_map(|s| s.split(')').next()).collect();
    assert!(links.len() > 20);
    for link in &links {
        assert!(anchors.iter().any(|anchor| anchor == link), "{link}");
    }
    let recipes =
        anchors.iter().filter(|anchor| *anchor != "recipes" && !links.contains(&anchor.as_str()));
    assert_eq!(recipes.count(), 0, "a recipe that nothing leads to");
}
