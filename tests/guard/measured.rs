//! The numbers: recall, false alarms, nothing in clear, exit statuses.

use std::path::Path;
use std::process::Output;

use super::corpus::dice::Dice;
use super::corpus::own::{self, Values};
use super::corpus::site::{Ask, Site, staged};
use super::corpus::stories::{self, Expected};
use super::corpus::{File, Scene, scenes};
use super::judge::{Found, Runs, findings, is_found, scan, surplus};
use super::table::{Table, share};
use crate::support::python::Dice as Seed;
use crate::support::sandbox::Sandbox;
use crate::support::shells::rounds;

/// What the corpus has to show.
const RECALL: f64 = 0.97;
const FALSE_ALARMS: f64 = 0.02;

/// Everything that is wrong beside the counts.
#[derive(Default)]
struct Wrong(Vec<String>);

impl Wrong {
    /// Judges an output that has to end with this status and must show nothing.
    fn check(&mut self, what: &str, output: &Output, status: i32, runs: &Runs) {
        if output.status.code() != Some(status) {
            let said = String::from_utf8_lossy(&output.stderr);
            let got = output.status;
            self.0.push(format!("{what}: {got}, not {status}: {:.300}", said.trim_end()));
        }
        if let Some(run) = runs.shown(output) {
            self.0.push(format!("{what}: shows …{run}…"));
        }
    }
}

/// Scans scenes in one repository, in every form of output.
fn batch(home: &Sandbox, name: &str, scenes: &[Scene], table: &mut Table, wrong: &mut Wrong) {
    let numbered = scenes.iter().enumerate().map(|(number, scene)| (number.to_string(), scene));
    let rows: Vec<(String, &[File])> =
        numbered.map(|(number, scene)| (number, &scene.files[..])).collect();
    let folder = home.path(name);
    staged(&home.home(), &folder, &rows);
    let ask = Ask::new(&folder, ["--staged"]);
    let secrets: Vec<String> = scenes.iter().flat_map(|scene| scene.secrets.clone()).collect();
    let runs = Runs::of(&secrets);
    let output = scan(home, &home.home(), &ask, &["--json"]);
    let found = findings(&output).unwrap_or_else(|| {
        wrong.0.push(format!("{name}: no JSON: {:.300}", String::from_utf8_lossy(&output.stdout)));
        Vec::new()
    });
    let status = i32::from(!found.is_empty());
    wrong.check(&format!("{name} --json"), &output, status, &runs);
    for form in [&[][..], &["--sarif"]] {
        let output = scan(home, &home.home(), &ask, form);
        wrong.check(&format!("{name} {form:?}"), &output, status, &runs);
    }
    let mut beside = 0;
    for (number, scene) in scenes.iter().enumerate() {
        let folder = format!("{number}/");
        let here: Vec<&Found> = found.iter().filter(|f| f.path.starts_with(&folder)).collect();
        if scene.is_positive() {
            table.positive(scene.kind, &scene.name, is_found(scene, &here));
            beside += surplus(scene, &here);
        } else {
            let rules: Vec<&str> = here.iter().map(|found| found.rule.as_str()).collect();
            table.negative(scene.kind, &scene.name, &rules);
        }
    }
    println!("{name}: {} findings, {beside} of them beside the secret", found.len());
}

/// Plays every story in a home of its own.
fn play_stories(dice: &mut Dice, table: &mut Table, wrong: &mut Wrong) {
    for story in stories::all() {
        let home = Sandbox::new();
        let mut site = Site::new(&home.home(), dice, story.options);
        let told = (story.play)(&mut site);
        let runs = Runs::of(&site.secrets);
        let output = scan(&home, &home.home(), &told.ask, &["--json"]);
        let found = findings(&output);
        let Expected::Found(path, line) = told.expected else {
            wrong.check(story.name, &output, 0, &runs);
            let rules: Vec<&str> =
                found.iter().flatten().map(|found| found.rule.as_str()).collect();
            table.negative(story.kind, story.name, &rules);
            continue;
        };
        wrong.check(story.name, &output, 1, &runs);
        let mut found = found.iter().flatten();
        let meant = |found: &Found| {
            Path::new(&found.path).ends_with(path) && line.is_none_or(|line| found.line == line)
        };
        table.positive(story.kind, story.name, found.any(meant));
        let plain = scan(&home, &home.home(), &told.ask, &[]);
        wrong.check(story.name, &plain, 1, &runs);
    }
}

#[test]
fn what_is_secret_is_found_and_nothing_else() {
    let mut dice = Dice::new(Seed::new().seed());
    let values = Values::new(&mut dice);
    let home = Sandbox::new();
    own::known_to(&values, &home.home());
    let mut table = Table::default();
    let mut wrong = Wrong::default();
    for round in 0..rounds(10) {
        let (positive, negative): (Vec<_>, Vec<_>) =
            scenes(&mut dice, &values).into_iter().partition(Scene::is_positive);
        batch(&home, &format!("positive{round}"), &positive, &mut table, &mut wrong);
        batch(&home, &format!("negative{round}"), &negative, &mut table, &mut wrong);
    }
    play_stories(&mut dice, &mut table, &mut wrong);
    println!("{}", table.text());
    let [positives, found, negatives, alarms] = table.sums(|_| true);
    let (recall, rate) = (share(found, positives), share(alarms, negatives));
    println!("{found} of {positives} found ({recall:.4}), {alarms} of {negatives} false alarms");
    assert!(positives >= 200 && negatives >= 120, "{positives} and {negatives} are too few");
    assert!(wrong.0.is_empty(), "{}", wrong.0.join("\n"));
    assert!(recall >= RECALL, "recall {recall:.4} is below {RECALL}");
    assert!(rate <= FALSE_ALARMS, "false alarms {rate:.4} are above {FALSE_ALARMS}");
    let [own, own_found, ..] = table.sums(|kind| kind == own::KIND);
    assert_eq!(own_found, own, "the user's own secrets");
}
