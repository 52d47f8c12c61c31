//! Who may see it: the repository decides.

use super::As::{Fine, Nobody, Reader};
use super::{Case, Says};
use crate::support::hub::{Reply, Visibility};

/// The lines that are read most.
pub(super) const CHECK: &str = "hint: check the name; others than models are named like \
    datasets/org/name, spaces/org/name, kernels/org/name";
pub(super) const ASKED: &str =
    "hint: asked with the token of ada, profile work (default), file store";
pub(super) const OTHER: &str = "hint: if another account may read it: -p NAME";
pub(super) const FROM: &str = "hint: the token came from profile work (default)";
pub(super) const LOGIN: &str = "hint: hfenv login -p work";
pub(super) const PUBLIC: &str =
    "hint: public files need no token: HF_HUB_DISABLE_IMPLICIT_TOKEN=1 hfenv fetch …";
pub(super) const HIDDEN: &str =
    "error: org/name is not at HUB, or it is private and this token may not read it";
const HIDDEN_LAB: &str =
    "error: lab/name is not at HUB, or it is private and this token may not read it";
const SCOPE: &str = "hint: let the token read \"public gated repositories\", or use one of role \
    read: HUB/settings/tokens";
const REJECTED: &str = "Your request to access model org/name has been rejected by its authors.";

fn pending() -> Visibility {
    Visibility::Gated { granted: Vec::new(), pending: vec!["ada".to_owned()] }
}

pub(super) fn refusal(status: u16, code: Option<&str>, message: &str) -> Says {
    Says::This(Reply::refusal(status, code, message))
}

#[expect(clippy::too_many_lines, reason = "it is a table")]
pub(super) fn all() -> Vec<Case> {
    vec![
        Case {
            name: "public",
            repo: "org/name",
            who: Reader,
            says: Says::There(Visibility::Public),
            access: (0, "granted", &[]),
            fetch: (0, &[]),
        },
        Case {
            name: "public, without a token",
            repo: "org/name",
            who: Nobody,
            says: Says::There(Visibility::Public),
            access: (0, "granted to everybody", &[]),
            fetch: (0, &[]),
        },
        Case {
            name: "nothing there",
            repo: "org/name",
            who: Reader,
            says: Says::Nothing,
            access: (1, "missing, or private and not for this account", &[CHECK, ASKED, OTHER]),
            fetch: (1, &[HIDDEN, CHECK, ASKED, OTHER]),
        },
        Case {
            name: "nothing there, without a token",
            repo: "org/name",
            who: Nobody,
            says: Says::Nothing,
            access: (
                1,
                "missing, or private; no token was sent",
                &[CHECK, "hint: if it is private, log in: hfenv login"],
            ),
            fetch: (
                1,
                &[
                    "error: org/name is not at HUB, or it is private and no token was sent",
                    CHECK,
                    "hint: if it is private, log in: hfenv login",
                ],
            ),
        },
        Case {
            name: "private",
            repo: "org/name",
            who: Reader,
            says: Says::There(Visibility::private([])),
            access: (1, "missing, or private and not for this account", &[CHECK, ASKED, OTHER]),
            fetch: (1, &[HIDDEN, CHECK, ASKED, OTHER]),
        },
        Case {
            name: "private, with a fine-grained token",
            repo: "org/name",
            who: Fine,
            says: Says::There(Visibility::private([])),
            access: (
                1,
                "missing, or private and not for this account",
                &[
                    CHECK,
                    ASKED,
                    OTHER,
                    "hint: the token is fine-grained and may read nothing of org",
                ],
            ),
            fetch: (1, &[HIDDEN, CHECK, ASKED, OTHER]),
        },
        Case {
            name: "private, with a fine-grained token without the organisation",
            repo: "lab/name",
            who: Fine,
            says: Says::There(Visibility::private([])),
            access: (
                1,
                "missing, or private: this fine-grained token may read nothing of lab",
                &["hint: let the token read the repositories of lab: HUB/settings/tokens", ASKED],
            ),
            fetch: (1, &[HIDDEN_LAB, CHECK, ASKED, OTHER]),
        },
        Case {
            name: "gated, without a token",
            repo: "org/name",
            who: Nobody,
            says: Says::There(Visibility::gated([])),
            access: (
                1,
                "gated: it can be read after a login only",
                &["hint: log in: hfenv login", "hint: then accept its conditions: HUB/org/name"],
            ),
            fetch: (
                1,
                &[
                    "error: org/name is gated: it can be read after a login only",
                    "hint: log in: hfenv login",
                    "hint: then accept its conditions: HUB/org/name",
                ],
            ),
        },
        Case {
            name: "gated, not accepted",
            repo: "org/name",
            who: Reader,
            says: Says::There(Visibility::gated([])),
            access: (
                1,
                "gated: this account has not asked for access to it",
                &[
                    "hint: open the page and ask for access; its owners will answer: HUB/org/name",
                    ASKED,
                ],
            ),
            fetch: (
                1,
                &[
                    "error: org/name is gated: this account has not asked for access to it",
                    "hint: open the page and ask for access: HUB/org/name",
                    ASKED,
                ],
            ),
        },
        Case {
            name: "gated, awaiting a review",
            repo: "org/name",
            who: Reader,
            says: Says::There(pending()),
            access: (
                1,
                "gated: this account's request for access awaits a review",
                &["hint: its owners will answer; see HUB/org/name", ASKED],
            ),
            fetch: (
                1,
                &[
                    "error: org/name is gated: this account's request for access awaits a review",
                    "hint: its owners will answer; see HUB/org/name",
                    ASKED,
                ],
            ),
        },
        Case {
            name: "gated, rejected",
            repo: "org/name",
            who: Reader,
            says: refusal(403, Some("GatedRepo"), REJECTED),
            access: (
                1,
                "gated: this account's request for access was rejected",
                &["hint: its owners said no; see HUB/org/name", ASKED],
            ),
            fetch: (
                1,
                &[
                    "error: org/name is gated: this account's request for access was rejected",
                    "hint: its owners said no; see HUB/org/name",
                    ASKED,
                ],
            ),
        },
        Case {
            name: "gated, with a token without public gated repositories",
            repo: "org/name",
            who: Fine,
            says: Says::There(Visibility::gated(["ada"])),
            access: (1, "gated: this token may not read gated repositories", &[SCOPE, ASKED]),
            fetch: (
                1,
                &[
                    "error: org/name is gated: this token may not read gated repositories",
                    SCOPE,
                    ASKED,
                ],
            ),
        },
    ]
}
