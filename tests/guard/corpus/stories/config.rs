//! Configuration that blinds those who read the text of a diff.

use super::{Row, Site, Told, found, script, silent, stage};

/// A token in `a.py`, under this setting.
fn under(site: &mut Site, key: &str, value: &str) -> Told {
    site.git(["config", key, value]);
    stage(site, "a.py");
    found(site, "a.py", 3)
}

pub(super) const ROWS: &[Row] = &[
    ("color.ui", |site| under(site, "color.ui", "always")),
    ("color.diff", |site| under(site, "color.diff", "always")),
    ("diff.noprefix", |site| under(site, "diff.noprefix", "true")),
    ("diff.mnemonicPrefix", |site| under(site, "diff.mnemonicPrefix", "true")),
    ("diff.external", |site| under(site, "diff.external", "true")),
    ("diff.context", |site| under(site, "diff.context", "0")),
    ("diff.renames", |site| under(site, "diff.renames", "copies")),
    ("diff.wordRegex", |site| under(site, "diff.wordRegex", ".")),
    ("core.quotePath", |site| under(site, "core.quotePath", "true")),
    ("core.pager", |site| under(site, "core.pager", "false")),
    ("core.preloadIndex", |site| under(site, "core.preloadIndex", "false")),
    ("core.fileMode", |site| under(site, "core.fileMode", "false")),
    ("core.ignoreCase", |site| under(site, "core.ignoreCase", "true")),
    ("core.splitIndex", |site| under(site, "core.splitIndex", "true")),
    ("core.bigFileThreshold", |site| under(site, "core.bigFileThreshold", "1")),
    ("core.compression", |site| under(site, "core.compression", "0")),
    ("index.version", |site| under(site, "index.version", "4")),
    ("log.showSignature", |site| under(site, "log.showSignature", "true")),
    ("submodule.recurse", |site| under(site, "submodule.recurse", "true")),
    ("status.relativePaths", |site| under(site, "status.relativePaths", "false")),
    ("an unknown extension", |site| under(site, "hub.unknown", "x")),
    ("core.autocrlf", |site| {
        site.git(["config", "core.autocrlf", "true"]);
        let text = format!("a\r\nb\r\n{}\r\n", site.secret("hf"));
        site.stage("a.py", text);
        found(site, "a.py", 3)
    }),
    ("diff.external of the environment", |site| {
        stage(site, "a.py");
        let mut told = found(site, "a.py", 3);
        told.ask.env.push(("GIT_EXTERNAL_DIFF", "true".into()));
        told
    }),
    ("options for diff in the environment", |site| {
        stage(site, "a.py");
        let mut told = found(site, "a.py", 3);
        for (name, value) in [("GIT_DIFF_OPTS", "-u0"), ("GIT_PAGER", "false"), ("LESS", "x")] {
            told.ask.env.push((name, value.into()));
        }
        told
    }),
    ("a textconv that hides", |site| {
        let hide = script(site, "hide", "echo hidden");
        site.git(["config", "diff.hide.textconv", &hide]);
        site.stage(".gitattributes", "*.py diff=hide\n");
        stage(site, "a.py");
        found(site, "a.py", 3)
    }),
    ("a driver of its own for diff", |site| {
        site.git(["config", "diff.hide.command", "true"]);
        site.stage(".gitattributes", "*.py diff=hide\n");
        stage(site, "a.py");
        found(site, "a.py", 3)
    }),
    ("-diff in info/attributes", |site| {
        site.write(".git/info/attributes", "*.py -diff\n");
        stage(site, "a.py");
        found(site, "a.py", 3)
    }),
    ("binary in core.attributesFile", |site| {
        std::fs::write(site.path("attributes"), "* binary\n").unwrap();
        let file = site.path("attributes");
        under(site, "core.attributesFile", file.to_str().unwrap())
    }),
    ("an encoding of the work tree", |site| {
        site.stage(".gitattributes", "*.py working-tree-encoding=UTF-16LE eol=crlf\n");
        let text = format!("a\r\n{}\r\n", site.secret("hf"));
        site.stage("a.py", super::super::code::utf16(&text, false));
        found(site, "a.py", 2)
    }),
    ("a clean filter that takes it out", |site| {
        let clean = script(site, "clean", "sed \"s/^t = .*/t = None/\"");
        site.git(["config", "filter.strip.clean", &clean]);
        site.stage(".gitattributes", "*.py filter=strip\n");
        stage(site, "a.py");
        silent(site)
    }),
    ("a clean filter that puts it in", |site| {
        let secret = site.secret("hf");
        let clean = script(site, "clean", &format!("cat; echo {secret}"));
        site.git(["config", "filter.add.clean", &clean]);
        site.stage(".gitattributes", "*.py filter=add\n");
        site.stage("a.py", "a = 1\n");
        found(site, "a.py", 2)
    }),
    ("a pointer of LFS", |site| {
        let sum = "sha256sum | sed 's/ .*//'";
        let text = format!("printf '%s\\noid sha256:%s\\nsize 9\\n' 'version 1' $({sum})");
        let clean = script(site, "clean", &text);
        site.git(["config", "filter.lfs.clean", &clean]);
        site.stage(".gitattributes", "*.py filter=lfs diff=lfs merge=lfs -text\n");
        stage(site, "a.py");
        silent(site)
    }),
    ("a replaced blob", |site| {
        stage(site, "a.py");
        let secret = site.git(["rev-parse", ":a.py"]);
        site.write("clean.py", "a = 1\n");
        let clean = site.git(["hash-object", "-w", "clean.py"]);
        site.git(["replace", &secret, &clean]);
        std::fs::remove_file(site.folder.join("clean.py")).unwrap();
        found(site, "a.py", 3)
    }),
    ("a commit template and a sparse index", |site| {
        site.git(["sparse-checkout", "set", "--sparse-index", "kept"]);
        stage(site, "kept/a.py");
        found(site, "kept/a.py", 3)
    }),
];

pub(super) const SHA256: &[Row] = &[
    ("SHA-256", |site| {
        stage(site, "a.py");
        found(site, "a.py", 3)
    }),
    ("SHA-256, changed beside an old one", |site| {
        stage(site, "a.py");
        site.commit("old");
        let old = std::fs::read_to_string(site.folder.join("a.py")).unwrap();
        site.stage("a.py", format!("x = 1\n{old}"));
        silent(site)
    }),
];
