//! What each scanner finds in the scenes.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::corpus::dice::Dice;
use crate::corpus::own::{self, Values};
use crate::corpus::site::{Site, staged};
use crate::corpus::stories::{self, Expected};
use crate::corpus::{File, Scene, scenes};
use crate::peers::{Mode, Peer, furnish};
use crate::run::output;
use crate::sandbox::Sandbox;

/// How many, and how many of them were reported.
#[derive(Default, Clone, Copy)]
struct Count {
    all: usize,
    reported: usize,
}

impl Count {
    fn add(&mut self, reported: bool) {
        self.all += 1;
        self.reported += usize::from(reported);
    }

    #[expect(clippy::cast_precision_loss, reason = "small numbers")]
    fn share(self) -> f64 {
        self.reported as f64 / self.all.max(1) as f64
    }
}

/// One scanner's counts by kind: with a secret, and without.
type Counts = BTreeMap<&'static str, (Count, Count)>;

/// Prints recall, false alarms and precision of every scanner, and the recall by kind.
pub(crate) fn print(peers: &[Peer]) {
    let seed = std::env::var("HFENV_TEST_SEED").ok().and_then(|seed| seed.parse().ok());
    let seed = seed.unwrap_or_else(|| getrandom::u64().unwrap());
    let mut dice = Dice::new(seed);
    let values = Values::new(&mut dice);
    let home = Sandbox::new();
    furnish(&home.home());
    own::known_to(&values, &home.home());
    // secretlint stops at a name that is not UTF-8 or has a backslash, and then has nothing to say
    // of the rest.
    let (odd, usual): (Vec<_>, Vec<_>) =
        scenes(&mut dice, &values).into_iter().partition(is_oddly_named);
    let (positive, negative): (Vec<_>, Vec<_>) = usual.into_iter().partition(Scene::is_positive);
    let mut all: Vec<Counts> = peers.iter().map(|_| Counts::new()).collect();
    for (name, scenes) in [("positive", &positive), ("negative", &negative), ("odd", &odd)] {
        let rows: Vec<(String, &[File])> = scenes
            .iter()
            .enumerate()
            .map(|(at, scene)| (at.to_string(), &scene.files[..]))
            .collect();
        let folder = home.path(name);
        staged(&home.home(), &folder, &rows);
        for (peer, counts) in peers.iter().zip(&mut all) {
            let paths = reported(peer, &home.home(), &folder);
            let first = |path: &String| Some(path.split_once('/')?.0.to_owned());
            let numbers: BTreeSet<String> = paths.iter().filter_map(first).collect();
            for (at, scene) in scenes.iter().enumerate() {
                let count = counts.entry(scene.kind).or_default();
                let count = if scene.is_positive() { &mut count.0 } else { &mut count.1 };
                count.add(numbers.contains(&at.to_string()));
            }
        }
    }
    play(peers, &mut all, &mut dice);
    let scenes: usize = all[0].values().map(|(with, without)| with.all + without.all).sum();
    println!("### Found in {scenes} scenes (HFENV_TEST_SEED={seed})\n");
    summary(peers, &all);
    by_kind(peers, &all);
}

fn is_oddly_named(scene: &Scene) -> bool {
    let is_odd = |path: &[u8]| path.contains(&b'\\') || std::str::from_utf8(path).is_err();
    scene.files.iter().any(|file| is_odd(&file.path))
}

/// Stories about what is staged, each in a repository of its own.
fn play(peers: &[Peer], all: &mut [Counts], dice: &mut Dice) {
    // One home for all: what a peer has cached stays.
    let own = Sandbox::new();
    furnish(&own.home());
    for story in stories::all() {
        let home = Sandbox::new();
        let mut site = Site::new(&home.home(), dice, story.options);
        let told = (story.play)(&mut site);
        if told.ask.words != ["--staged"] {
            continue;
        }
        for (peer, counts) in peers.iter().zip(all.iter_mut()) {
            let mut command = peer.command(Mode::Staged, &own.home(), &told.ask.folder).unwrap();
            command.envs(told.ask.env.iter().map(|(name, value)| (name, value)));
            let out = output(&mut command, &own.home()).unwrap_or_default().0;
            let found = !(peer.paths)(&out, &told.ask.folder).is_empty();
            let count = counts.entry(story.kind).or_default();
            match told.expected {
                Expected::Found(..) => count.0.add(found),
                Expected::Silent => count.1.add(found),
            }
        }
    }
}

fn reported(peer: &Peer, home: &Path, folder: &Path) -> Vec<String> {
    let mut command = peer.command(Mode::Staged, home, folder).unwrap();
    let Some((out, wall)) = output(&mut command, home) else {
        eprintln!("{}: stopped", peer.name);
        return Vec::new();
    };
    let paths = (peer.paths)(&out, folder);
    eprintln!("{}: {} reports in {wall:.1} s", peer.name, paths.len());
    paths
}

/// Recall with and without the user's own values, which nobody else can know.
fn summary(peers: &[Peer], all: &[Counts]) {
    let sum = |counts: &Counts, wanted: &dyn Fn(&str) -> bool| {
        let rows = counts.iter().filter(|(kind, _)| wanted(kind));
        let add =
            |a: Count, b: Count| Count { all: a.all + b.all, reported: a.reported + b.reported };
        rows.fold((Count::default(), Count::default()), |sum, (_, row)| {
            (add(sum.0, row.0), add(sum.1, row.1))
        })
    };
    println!("| | recall | without own values | false alarms | precision |\n|---|---|---|---|---|");
    for (peer, counts) in peers.iter().zip(all) {
        let (found, alarms) = sum(counts, &|_| true);
        let (foreign, _) = sum(counts, &|kind| kind != own::KIND);
        let precision = Count { all: found.reported + alarms.reported, reported: found.reported };
        println!(
            "| {} | **{:.3}** ({} of {}) | {:.3} | {:.3} ({} of {}) | {:.3} |",
            peer.name,
            found.share(),
            found.reported,
            found.all,
            foreign.share(),
            alarms.share(),
            alarms.reported,
            alarms.all,
            precision.share(),
        );
    }
    println!();
}

fn by_kind(peers: &[Peer], all: &[Counts]) {
    let names: Vec<&str> = peers.iter().map(|peer| peer.name).collect();
    println!("| found of (false alarms of) | {} |", names.join(" | "));
    println!("|---|{}", "---|".repeat(peers.len()));
    for kind in all[0].keys() {
        let cells: Vec<String> = all
            .iter()
            .map(|counts| {
                let (found, alarms) = counts[kind];
                let found = (found.all > 0).then(|| format!("{}/{}", found.reported, found.all));
                let alarms =
                    (alarms.all > 0).then(|| format!("({}/{})", alarms.reported, alarms.all));
                [found, alarms].into_iter().flatten().collect::<Vec<_>>().join(" ")
            })
            .collect();
        println!("| {kind} | {} |", cells.join(" | "));
    }
    println!();
}
