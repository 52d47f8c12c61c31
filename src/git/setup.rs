//! What `hfenv setup git` changes in git's global configuration.

use super::config::{self, Change, Git, GitError};
use crate::endpoint::Endpoint;

/// What puts hfenv in for these endpoints; with `wants_paths`, git is made to say which repository
/// it asks for, too.
pub fn additions(
    git: &Git,
    endpoints: &[Endpoint],
    wants_paths: bool,
    helper: &str,
) -> Result<Vec<Change>, GitError> {
    let scoped = git.scoped()?;
    let values = |key: &String| scoped.get(key).cloned().unwrap_or_default();
    let mut changes = Vec::new();
    for endpoint in endpoints {
        let [first, second] = config::keys(endpoint);
        let before = [values(&first), values(&second)];
        let after = config::placed(&before, helper);
        for ((key, before), after) in [first, second].into_iter().zip(before).zip(after) {
            changes.push(Change { key, before, after });
        }
        // Whoever has said no, or yes, keeps what they said.
        let origin = endpoint.origin().to_string();
        if wants_paths && git.sends_path(&origin, true)?.is_none() {
            let key = config::path_key(&origin);
            changes.push(Change { key, before: Vec::new(), after: vec!["true".to_owned()] });
        }
    }
    changes.retain(|change| change.before != change.after);
    Ok(changes)
}

/// What takes hfenv out wherever it stands, also for an endpoint whose profile is gone.
pub fn removals(git: &Git) -> Result<Vec<Change>, GitError> {
    let scoped = git.scoped()?;
    let is_ours = |key: &String| {
        scoped.get(key).is_some_and(|values| values.iter().any(|value| config::is_ours(value)))
    };
    let mut changes = Vec::new();
    for (key, before) in &scoped {
        let mut after = config::without_helper(before);
        if let Some(scope) = key.strip_suffix("usehttppath") {
            let beside = format!("{}.helper", scope.trim_end_matches(['/', '.']));
            let slash = format!("{scope}helper");
            // What stands without our helper is the person's.
            if scope.ends_with("/.") && (is_ours(&beside) || is_ours(&slash)) {
                after.retain(|value| value != "true");
            }
        }
        changes.push(Change { key: key.clone(), before: before.clone(), after });
    }
    changes.retain(|change| change.before != change.after);
    Ok(changes)
}
