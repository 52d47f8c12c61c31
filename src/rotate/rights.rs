//! Whether one token may do what another one may, as far as whoami tells.

use crate::hub::whoami::{FineGrained, Scope, Who};

/// Roles, as the Hub names them.
const READ: &str = "read";
const FINE: &str = "fineGrained";
const ALL: [&str; 2] = ["write", "admin"];

/// What `old` may do and `new` may not, for people; nothing where that is not known.
#[must_use]
pub fn missing(old: &Who, new: &Who) -> Vec<String> {
    let (Some(before), Some(after)) = (old.role(), new.role()) else { return Vec::new() };
    if ALL.contains(&after) {
        return Vec::new();
    }
    match (before, after) {
        (READ, READ) => Vec::new(),
        (FINE, FINE) => lost(&scopes(old), &scopes(new)),
        (FINE, READ) => beyond_reading(scopes(old)),
        (_, FINE) => vec![format!("what a {before} token may, but what its scopes name")],
        (before, after) if before == after => Vec::new(),
        (before, _) => vec![format!("{before}")],
    }
}

fn scopes(who: &Who) -> FineGrained {
    let token = who.auth.access_token.as_ref();
    token.and_then(|token| token.fine_grained.clone()).unwrap_or_default()
}

/// Permissions of the old scopes that the new ones lack.
fn lost(old: &FineGrained, new: &FineGrained) -> Vec<String> {
    let mut lost = Vec::new();
    if old.can_read_gated_repos && !new.can_read_gated_repos {
        lost.push("read public gated repositories".to_owned());
    }
    let everywhere = old.global.iter().filter(|permission| !new.global.contains(permission));
    lost.extend(everywhere.map(|permission| format!("{permission} everywhere")));
    for Scope { entity, permissions } in &old.scoped {
        let has = |permission: &&String| {
            new.global.contains(permission)
                || new.scoped.iter().any(|scope| {
                    covers(scope, &entity.kind, &entity.name)
                        && scope.permissions.contains(permission)
                })
        };
        let rest = permissions.iter().filter(|permission| !has(permission));
        lost.extend(
            rest.map(|permission| format!("{permission} for {} {}", entity.kind, entity.name)),
        );
    }
    lost
}

/// Whether a scope is for an entity, or for the account that owns it.
fn covers(scope: &Scope, kind: &str, name: &str) -> bool {
    let entity = &scope.entity;
    let owns = ["user", "org"].contains(&entity.kind.as_str())
        && name.split_once('/').is_some_and(|(owner, _)| owner == entity.name);
    owns || (entity.kind == kind && entity.name == name)
}

/// Permissions that a token for reading lacks. It may call inference, too.
fn beyond_reading(old: FineGrained) -> Vec<String> {
    let reads = |permission: &str| {
        permission.rsplit('.').next() == Some("read") || permission.contains("inference")
    };
    let scoped = old.scoped.into_iter().flat_map(|scope| scope.permissions);
    let mut lost: Vec<String> =
        old.global.into_iter().chain(scoped).filter(|permission| !reads(permission)).collect();
    lost.sort();
    lost.dedup();
    lost
}

#[cfg(test)]
mod tests {
    use super::*;

    fn who(role: &str, scopes: &str) -> Who {
        let token = format!(r#"{{"role":"{role}","fineGrained":{scopes}}}"#);
        let text = format!(r#"{{"name":"ada","auth":{{"accessToken":{token}}}}}"#);
        serde_json::from_str(&text).unwrap()
    }

    #[test]
    fn more_is_enough_and_less_is_named() {
        let fine = |gated: bool, kind: &str, name: &str, permission: &str| {
            let entity = format!(r#"{{"type":"{kind}","name":"{name}"}}"#);
            let scoped = format!(r#"[{{"entity":{entity},"permissions":["{permission}"]}}]"#);
            who(FINE, &format!(r#"{{"canReadGatedRepos":{gated},"scoped":{scoped}}}"#))
        };
        let plain = |role: &str| who(role, "null");
        let model = |permission: &str| fine(false, "model", "ada/x", permission);
        for (old, new, expected) in [
            (plain("read"), plain("read"), vec![]),
            (plain("read"), plain("write"), vec![]),
            (plain("write"), plain("read"), vec!["write"]),
            (
                plain("write"),
                model("repo.write"),
                vec!["what a write token may, but what its scopes name"],
            ),
            (model("repo.write"), plain("write"), vec![]),
            (model("repo.write"), plain("read"), vec!["repo.write"]),
            (model("repo.content.read"), plain("read"), vec![]),
            (model("repo.write"), fine(true, "user", "ada", "repo.write"), vec![]),
            (
                fine(true, "org", "lab", "repo.write"),
                model("repo.write"),
                vec!["read public gated repositories", "repo.write for org lab"],
            ),
        ] {
            assert_eq!(missing(&old, &new), expected, "{:?} {:?}", old.role(), new.role());
        }
        let nobody: Who = serde_json::from_str(r#"{"name":"ada"}"#).unwrap();
        assert!(missing(&nobody, &plain("read")).is_empty());
    }
}
