//! The token, the network, and a Hub that says something else.

use super::As::{Dead, Expired, Nobody, Reader};
use super::cases::{ASKED, CHECK, FROM, HIDDEN, LOGIN, OTHER, PUBLIC, refusal};
use super::{Case, Says};
use crate::support::hub::{Reply, Visibility};

const DISABLED: &str = "Access to this resource is disabled.";
const INVALID: &str = "Invalid credentials in Authorization header";
const PAGE: &str = "unknown: HUB does not answer like a Hub: its answer\n          is not the one \
    expected";
const MOVED: &str = "unknown: HUB redirects to\n          https://huggingface.co.evil.example, \
    which is another host";
const REDIRECT: &str =
    "error: HUB redirects to https://huggingface.co.evil.example, which is another host";
const OVER: &str = "warning: the token of profile work expired on 2026-01-01: hfenv login -p work";

#[expect(clippy::too_many_lines, reason = "it is a table")]
pub(super) fn all() -> Vec<Case> {
    vec![
        Case {
            name: "disabled",
            repo: "org/name",
            who: Reader,
            says: refusal(403, None, DISABLED),
            access: (1, "disabled by HUB", &[]),
            fetch: (1, &["error: org/name was disabled by HUB"]),
        },
        Case {
            name: "a revoked token",
            repo: "org/name",
            who: Dead,
            says: Says::There(Visibility::Public),
            access: (1, "not accepted: the token is invalid, expired or revoked", &[FROM, LOGIN]),
            fetch: (
                1,
                &[
                    "error: HUB does not accept the token: it is invalid, expired or revoked",
                    FROM,
                    LOGIN,
                    PUBLIC,
                ],
            ),
        },
        Case {
            name: "an expired token",
            repo: "org/name",
            who: Expired,
            says: Says::There(Visibility::Public),
            access: (1, "not accepted: the token expired on 2026-01-01", &[OVER, FROM, LOGIN]),
            fetch: (
                1,
                &[
                    OVER,
                    "error: HUB does not accept the token: it is invalid, expired or revoked",
                    FROM,
                    LOGIN,
                    PUBLIC,
                ],
            ),
        },
        Case {
            name: "401 in these words",
            repo: "org/name",
            who: Reader,
            says: refusal(401, None, INVALID),
            access: (1, "not accepted: the token is invalid, expired or revoked", &[FROM, LOGIN]),
            fetch: (
                1,
                &[
                    "error: HUB does not accept the token: it is invalid, expired or revoked",
                    FROM,
                    LOGIN,
                    PUBLIC,
                ],
            ),
        },
        Case {
            name: "401 without a word",
            repo: "org/name",
            who: Reader,
            says: Says::This(Reply::new(401)),
            access: (1, "not accepted: the token is invalid, expired or revoked", &[FROM, LOGIN]),
            fetch: (
                1,
                &[
                    "error: HUB does not accept the token: it is invalid, expired or revoked",
                    FROM,
                    LOGIN,
                    PUBLIC,
                ],
            ),
        },
        Case {
            name: "401 without a word or a token",
            repo: "org/name",
            who: Nobody,
            says: Says::This(Reply::new(401)),
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
            name: "404 without a word",
            repo: "org/name",
            who: Reader,
            says: Says::This(Reply::new(404)),
            access: (1, "missing, or private and not for this account", &[CHECK, ASKED, OTHER]),
            fetch: (1, &[HIDDEN, CHECK, ASKED, OTHER]),
        },
        Case {
            name: "no such revision",
            repo: "org/name",
            who: Reader,
            says: refusal(404, Some("RevisionNotFound"), "Invalid rev id"),
            access: (
                2,
                "unknown: org/name has no revision main",
                &["hint: see its branches and tags: HUB/org/name/tree/main"],
            ),
            fetch: (
                1,
                &[
                    "error: org/name has no revision main",
                    "hint: see its branches and tags: HUB/org/name/tree/main",
                ],
            ),
        },
        Case {
            name: "no such file",
            repo: "org/name",
            who: Reader,
            says: refusal(404, Some("EntryNotFound"), "Entry not found"),
            access: (1, "missing, or private and not for this account", &[CHECK, ASKED, OTHER]),
            fetch: (1, &[HIDDEN, CHECK, ASKED, OTHER]),
        },
        Case {
            name: "400",
            repo: "org/name",
            who: Reader,
            says: refusal(400, None, "the name is odd"),
            access: (2, "unknown: HUB answered 400: the name is odd", &[]),
            fetch: (2, &["error: HUB answered 400: the name is odd"]),
        },
        Case {
            name: "403 in words of its own",
            repo: "org/name",
            who: Reader,
            says: refusal(403, None, "your address is blocked"),
            access: (1, "refused: your address is blocked", &[ASKED]),
            fetch: (1, &["error: HUB answered 403: your address is blocked", ASKED]),
        },
        Case {
            name: "403 without a word",
            repo: "org/name",
            who: Reader,
            says: Says::This(Reply::new(403)),
            access: (1, "refused: HUB answered 403", &[ASKED]),
            fetch: (1, &["error: HUB answered 403", ASKED]),
        },
        Case {
            name: "416",
            repo: "org/name",
            who: Reader,
            says: Says::This(Reply::new(416)),
            access: (2, "unknown: HUB answered 416", &[]),
            fetch: (2, &["error: HUB answered 416"]),
        },
        Case {
            name: "429",
            repo: "org/name",
            who: Reader,
            says: Says::This(Reply::rate_limited(900)),
            access: (
                2,
                "unknown: HUB limits the rate of requests; it asks\n          to wait 900 s",
                &["hint: try again in 900 s"],
            ),
            fetch: (
                2,
                &[
                    "error: HUB limits the rate of requests; it asks to wait 900 s",
                    "hint: try again in 900 s",
                    "hint: the same command goes on where it stopped",
                ],
            ),
        },
        Case {
            name: "429 without a token",
            repo: "org/name",
            who: Nobody,
            says: Says::This(Reply::rate_limited(900)),
            access: (
                2,
                "unknown: HUB limits the rate of requests; it asks\n          to wait 900 s",
                &[
                    "hint: try again in 900 s",
                    "hint: with a token the Hub allows more requests: hfenv login",
                ],
            ),
            fetch: (
                2,
                &[
                    "error: HUB limits the rate of requests; it asks to wait 900 s",
                    "hint: try again in 900 s",
                    "hint: with a token the Hub allows more requests: hfenv login",
                    "hint: the same command goes on where it stopped",
                ],
            ),
        },
        Case {
            name: "a page of somebody else",
            repo: "org/name",
            who: Reader,
            says: Says::This(Reply::new(200).with_body("<html>")),
            access: (2, PAGE, &["hint: check HF_ENDPOINT or --endpoint"]),
            fetch: (
                2,
                &[
                    "error: HUB does not answer like a Hub: its answer is not the JSON expected",
                    "hint: check HF_ENDPOINT or --endpoint",
                ],
            ),
        },
        Case {
            name: "a redirect to a stranger",
            repo: "org/name",
            who: Reader,
            says: Says::This(Reply::redirect("https://huggingface.co.evil.example/x")),
            access: (2, MOVED, &["hint: check HF_ENDPOINT or --endpoint"]),
            fetch: (2, &[REDIRECT, "hint: check HF_ENDPOINT or --endpoint"]),
        },
    ]
}
