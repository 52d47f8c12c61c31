//! What Python's huggingface_hub does here, and where it differs.

use std::time::Duration;

use super::public::Public;
use super::{Check, Finding, Group, Scene, Verdict};
use crate::endpoint::Endpoint;
use crate::git::config::{Git, is_ours};
use crate::paths::Paths;
use crate::resolve::python::{self, Place, PythonView};
use crate::resolve::source::Grant;

pub(super) const CHECKS: &[Check] = &[
    Check {
        name: "python-view",
        group: Group::Tokens,
        about: "the token that Python's huggingface_hub uses here, if it is another",
        look: python_view,
    },
    Check {
        name: "python-git",
        group: Group::Tokens,
        about: "what hf auth login means by: no git credential helper is set",
        look: python_git,
    },
];

/// How long git may take for one answer.
const PATIENCE: Duration = Duration::from_secs(2);

/// How Python gets the token that hfenv uses.
const ALIKE: &str = "for the same one, start it by hfenv run -- python …, or in a new shell after \
                     hfenv setup shell";

fn python_view(scene: &Scene<'_>) -> Vec<Finding> {
    let env = &scene.world.inherited;
    let view = python::view(env, &Paths::find(env));
    let mut findings: Vec<Finding> = view.empty.iter().map(|name| empty(name)).collect();
    let own = scene.resolution().and_then(|resolution| resolution.grant.as_ref());
    let own = own.map(Grant::local);
    let place = place(scene, &view);
    findings.push(match (&view.token, own) {
        _ if matches!(view.place, Place::Exchange) => Finding::new(Verdict::Note, place),
        (Some(token), Some(own)) if token == own => {
            Finding::good(Public::text("huggingface_hub uses the same token, of ").and(place))
        }
        (Some(_), Some(_)) => {
            let text = Public::text("huggingface_hub uses another token here, of ").and(place);
            Finding::new(Verdict::Warning, text).say(ALIKE)
        }
        (Some(_), None) => {
            let text = Public::text("huggingface_hub uses a token that hfenv does not, of ");
            Finding::new(Verdict::Note, text.and(place)).run("hfenv why")
        }
        (None, _) if matches!(view.place, Place::BadVariable(..) | Place::NotUtf8(_)) => {
            let text = place.and(" has something that can't be a token");
            Finding::new(Verdict::Problem, text).say("set it anew, without blanks or line ends")
        }
        (None, _) if matches!(view.place, Place::BadFile(_)) => {
            let text = place.and(" can't be read, or has something that can't be a token");
            Finding::new(Verdict::Problem, text).say("mend it, move it away, or log in anew")
        }
        (None, Some(_)) => {
            let text = "huggingface_hub finds no token here, though hfenv has one";
            Finding::new(Verdict::Note, text).say(ALIKE)
        }
        (None, None) => Finding::good("huggingface_hub finds no token, as hfenv"),
    });
    findings
}

fn empty(name: &'static str) -> Finding {
    let text = Public::variable(name).and(" is set to nothing, which Python takes as this folder");
    Finding::new(Verdict::Warning, text).run(Public::text("unset ").and(Public::variable(name)))
}

fn place(scene: &Scene<'_>, view: &PythonView) -> Public {
    match &view.place {
        Place::Exchange => {
            Public::text("huggingface_hub exchanges an id token: HF_OIDC_RESOURCE is set")
        }
        Place::Variable(name) | Place::BadVariable(name, _) => {
            Public::variable(name).and(" in the environment")
        }
        Place::NotUtf8(error) => Public::variable(&error.0).and(" in the environment"),
        Place::File(path) => scene.path(path),
        Place::BadFile(_) => scene.path(&Paths::find(&scene.world.inherited).hf_token),
        Place::Nowhere => Public::text("nowhere"),
    }
}

/// huggingface_hub reads `git config --list` for `credential.helper` alone, and says that nothing
/// was saved for git where it sees none, whatever git itself would ask for its Hub.
fn python_git(scene: &Scene<'_>) -> Vec<Finding> {
    let Ok(git) = Git::find(&scene.world.env) else {
        return vec![Finding::new(Verdict::Skipped, "git is not there")];
    };
    let mut command = git.wary();
    command.args(["config", "--null", "--get-all", "credential.helper"]);
    let Ok(said) = Git::said(command, PATIENCE) else {
        return vec![Finding::new(Verdict::Unknown, "git did not answer in time")];
    };
    let is_seen = |value: &str| {
        let word = |c: char| c.is_alphanumeric() || "_-/".contains(c);
        let rest = value.trim_start_matches(word);
        rest.len() < value.len() && (rest.is_empty() || rest.starts_with(char::is_whitespace))
    };
    let text = String::from_utf8_lossy(&said.bytes);
    if text.split_terminator('\0').any(is_seen) {
        let text = "huggingface_hub sees a git credential helper, and saves its logins there, too";
        return vec![Finding::good(text)];
    }
    let asked = git.helpers(&Endpoint::hub()).is_ok_and(|all| all.iter().any(|one| is_ours(one)));
    if asked {
        let text = "hf auth login says that its token was not saved to a git credential helper: \
                    it looks for credential.helper only, and git asks hfenv all the same";
        return vec![
            Finding::new(Verdict::Note, text)
                .say("let it be, and say no to its question about git"),
        ];
    }
    let text = "hf auth login says that no git credential helper is set, and git would ask you";
    vec![Finding::new(Verdict::Note, text).run("hfenv setup git")]
}
