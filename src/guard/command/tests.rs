use super::*;

fn typed(line: &str) -> Option<Typed> {
    Typed::cut(line.split_whitespace().map(OsString::from))
}

fn action(line: &str) -> Option<Action> {
    typed(line)?.action(true)
}

fn words(line: &str) -> Vec<OsString> {
    line.split_whitespace().map(OsString::from).collect()
}

#[test]
fn where_git_looks_is_handed_on_and_secrets_are_not() {
    for (line, options) in [
        ("commit", ""),
        ("-C a -C b --no-pager -p commit", "-C a -C b"),
        ("--git-dir=x --work-tree y --bare commit", "--git-dir=x --work-tree y --bare"),
        ("-c core.bare=true -c user.name=x commit", "-c core.bare=true"),
        ("-c http.extraHeader=secret -c core.fsmonitor=evil commit", ""),
        ("--exec-path=/evil --namespace n --config-env a=b commit", ""),
        ("--exec-path /evil -c alias.ci=commit commit", "-c alias.ci=commit"),
    ] {
        let cut = typed(line).unwrap();
        assert_eq!((cut.options, cut.name.as_str()), (words(options), "commit"), "{line}");
    }
    for line in ["", "-C", "-c", "--version", "-C a"] {
        assert_eq!(typed(line), None, "{line}");
    }
}

#[test]
fn commits_take_the_index_or_files() {
    let is = |line: &str, amend: bool, index: bool, tree: Option<&str>| {
        let tree = tree.map(words);
        assert_eq!(action(line), Some(Action::Commit { amend, index, tree }), "{line}");
    };
    is("commit", false, true, None);
    is("commit -m a.py -q --author x --fixup y", false, true, None);
    is("commit -ma.py -Skey -uno --amend --no-edit", true, true, None);
    is("commit -am x", false, false, Some(""));
    is("commit --all --mess x", false, false, Some(""));
    is("commit -vam x -- -a.py", false, false, Some("-a.py"));
    is("commit a.py -m x b.py", false, false, Some("a.py b.py"));
    is("commit -o a.py", false, false, Some("a.py"));
    is("commit -i a.py", false, true, Some("a.py"));
    is("commit -p", false, true, Some(""));
    for line in ["commit --dry-run", "commit -h", "commit --short", "commit --help"] {
        assert_eq!(action(line), None, "{line}");
    }
}

#[test]
fn add_takes_changed_and_unknown_files() {
    let is = |line: &str, untracked: bool, ignored: bool, paths: &str| {
        let paths = words(paths);
        assert_eq!(action(line), Some(Action::Add { paths, untracked, ignored }), "{line}");
    };
    is("add .", true, false, ".");
    is("stage -A", true, false, "");
    is("add -fv x", true, true, "x");
    is("add -u", false, false, "");
    is("add -p x", false, false, "x");
    is("add --chmod +x x -- -y", true, false, "x -y");
    for line in ["add", "add -n .", "add -N x", "add --refresh .", "add -h", "status"] {
        assert_eq!(action(line), None, "{line}");
    }
    let secret = format!("add a hf_{}", "aB3".repeat(12));
    is(&secret, true, false, "");
}

#[test]
fn push_takes_what_its_refspecs_name() {
    let is = |line: &str, tips: &str| {
        assert_eq!(action(line), Some(Action::Push { tips: words(tips) }), "{line}");
    };
    is("push", "HEAD");
    is("push -u origin", "HEAD");
    is("push -o ci.skip --repo x origin +main HEAD:refs/heads/x", "main HEAD");
    is("push origin :gone main:other", "main");
    is("push origin tag v1", "v1");
    is("push --all", "--branches");
    is("push --tags", "HEAD --tags");
    is("push --mirror", "--all");
    is("push origin :", "--branches");
    is("push origin refs/heads/*:refs/heads/*", "--branches");
    for line in ["push -n", "push origin :gone", "push -d origin x", "push origin --", "pull"] {
        let nothing = action(line).is_none() || line.ends_with("--");
        assert!(nothing, "{line}");
    }
}

#[test]
fn what_only_the_shell_knows_is_left_out() {
    let seen = typed("commit -m $X $FILES").unwrap().action(false);
    assert_eq!(seen, Some(Action::Commit { amend: false, index: true, tree: None }));
    assert!(typed("ci").unwrap().may_be_alias());
    assert!(!typed("log").unwrap().may_be_alias());
    assert!(!typed("a.b/c").unwrap().may_be_alias());
}

#[test]
fn aliases_of_what_takes_along_are_watched() {
    let aliases = [("ci", "commit -v"), ("st", "status"), ("up", "!git push"), ("a b", "add")];
    let aliases = aliases.map(|(name, value)| (name.to_owned(), value.to_owned()));
    assert_eq!(watched_words(&aliases), ["add", "stage", "commit", "push", "ci", "up"]);
}
