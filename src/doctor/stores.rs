//! The keyrings: whether they answer, and how fast.

use std::time::{Duration, Instant};

use super::public::Public;
use super::{Check, Finding, Group, Scene, Verdict};
use crate::config::profiles::Profiles;
use crate::profile::{Profile, StoreKind};
use crate::store::keyring::{Keyring, bus_address};
use crate::store::{Unavailable, kernel};
use crate::vars;

pub(super) const CHECKS: &[Check] = &[
    Check {
        name: "keyring",
        group: Group::Machine,
        about: "the desktop's keyring is there, unlocked, and answers quickly",
        look: keyring,
    },
    Check {
        name: "kernel-keyring",
        group: Group::Machine,
        about: "the kernel's keyring can be used, where a profile lies in it",
        look: kernel_keyring,
    },
];

/// A keyring that takes longer is felt at each change of folder.
const SLOW: Duration = Duration::from_millis(300);

/// The profiles that lie in a store.
fn profiles_in<'a>(scene: &'a Scene<'_>, store: StoreKind) -> Vec<&'a Profile> {
    let all = scene.world.profiles().into_iter().flat_map(Profiles::iter);
    all.filter(|profile| profile.store == store).collect()
}

fn names(profiles: &[&Profile]) -> Public {
    let one = if profiles.len() == 1 { "the profile " } else { "the profiles " };
    Public::text(one).and(Public::list(profiles.iter().map(|one| Public::profile(&one.name))))
}

fn keyring(scene: &Scene<'_>) -> Vec<Finding> {
    let env = &scene.world.env;
    let runtime = env.absolute(vars::XDG_RUNTIME_DIR);
    let bus = bus_address(env.raw(vars::DBUS_SESSION_BUS_ADDRESS), runtime.as_deref());
    let begun = Instant::now();
    let usable = Keyring::new(bus, scene.manner).usable();
    let took = begun.elapsed();
    let needed = profiles_in(scene, StoreKind::Keyring);
    vec![match usable {
        Ok(()) => {
            let evidence = Public::text("the keyring answers in ").and(Public::millis(took));
            if took > SLOW && !needed.is_empty() {
                let evidence = evidence.and(", which is felt at each change of folder");
                Finding::new(Verdict::Note, evidence)
            } else {
                Finding::good(evidence)
            }
        }
        Err(why) => cannot(&why, &needed),
    }]
}

/// What is the matter with the keyring, in words that have nothing of the machine.
fn cannot(why: &Unavailable, needed: &[&Profile]) -> Finding {
    let (words, remedy) = match why {
        Unavailable::NoBus => (
            Public::text("there is no session bus, and so no keyring"),
            "log in on the desktop, or start this shell with dbus-run-session",
        ),
        Unavailable::NoService => (
            Public::text("no keyring service is running"),
            "start one (gnome-keyring-daemon, KWallet, KeePassXC)",
        ),
        Unavailable::NoCollection => (
            Public::text("the keyring service has no default keyring yet"),
            "make one: hfenv login at a terminal lets the service ask for its password",
        ),
        Unavailable::Locked => (
            Public::text("the keyring is locked"),
            "unlock it: hfenv token at a terminal lets the service ask for its password",
        ),
        Unavailable::Denied => {
            (Public::text("the keyring refuses hfenv"), "let hfenv in where the keyring asks")
        }
        Unavailable::TimedOut(limit) => (
            Public::text("the keyring has not answered within ").and(Public::millis(*limit)),
            "end and restart its service, or log in again; HFENV_KEYRING_TIMEOUT gives more time",
        ),
        Unavailable::Unsupported(_) | Unavailable::Replaced | Unavailable::Other(_) => {
            (Public::text("the keyring does not work here"), "hfenv why says more")
        }
    };
    if needed.is_empty() {
        return Finding::new(Verdict::Note, words.and("; no profile of yours lies there"));
    }
    let evidence = words.and(", where ").and(names(needed));
    let evidence = evidence.and(if needed.len() == 1 { " lies" } else { " lie" });
    let verdict = if *why == Unavailable::Locked { Verdict::Warning } else { Verdict::Problem };
    let finding = Finding::new(verdict, evidence).say(remedy);
    if *why == Unavailable::Locked {
        return finding;
    }
    let moved = Public::text("hfenv login --store file -p ").and(Public::profile(&needed[0].name));
    finding.run(moved)
}

fn kernel_keyring(scene: &Scene<'_>) -> Vec<Finding> {
    let needed = profiles_in(scene, StoreKind::Kernel);
    if needed.is_empty() {
        return vec![Finding::new(Verdict::Skipped, "no profile of yours lies there")];
    }
    if kernel::usable().is_err() {
        let evidence = Public::text("the kernel's keyring can't be used here, where ");
        let evidence = evidence.and(names(&needed));
        let evidence = evidence.and(if needed.len() == 1 { " lies" } else { " lie" });
        let moved = Public::text("hfenv login --store file -p ");
        let moved = moved.and(Public::profile(&needed[0].name));
        return vec![Finding::new(Verdict::Problem, evidence).run(moved)];
    }
    let empty = |profile: &&&Profile| matches!(kernel::get(profile.name.as_str()), Ok(None));
    let lost: Vec<&Profile> = needed.iter().filter(empty).copied().collect();
    let Some(first) = lost.first() else {
        return vec![Finding::good("the kernel's keyring answers; it forgets at the next boot")];
    };
    let evidence = Public::text("the kernel's keyring has no token of ").and(names(&lost));
    let evidence = evidence.and(": it forgets at each boot");
    let again = Public::text("hfenv login -p ").and(Public::profile(&first.name));
    vec![Finding::new(Verdict::Problem, evidence).run(again)]
}
