//! Values and file names that have broken quoting somewhere, and a folder full of such files.

use std::path::{Path, PathBuf};

use tempfile::TempDir;

/// Values that some shell, some tool or some earlier draft got wrong.
pub(crate) const VALUES: &[&str] = &[
    "",
    " ",
    "a  b   c",
    " leading and trailing ",
    "*",
    "a*b",
    "?",
    "[a-z]",
    "**/x",
    "@(a|b)+(c)!(d)",
    "{a,b}",
    "{1..3}",
    "'",
    "it's",
    "'\\''",
    "\"",
    "\"$(echo PWNED>&2)\"",
    "$(echo PWNED>&2)",
    "`echo PWNED>&2`",
    "';echo PWNED>&2;'",
    "\";echo PWNED>&2;\"",
    "\n;echo PWNED>&2\n",
    "$HOME",
    "${HOME}",
    "$?$$$!",
    "\\",
    "a\\",
    "\\\\",
    "\\n\\t",
    "\\0101",
    "\\x41\\X41\\u0041",
    "141\\141",
    "!",
    "!!",
    "a!b!c",
    "~",
    "~/x:~root",
    "#",
    "a #b",
    "\n",
    "a\nb",
    "a\n",
    "a\n\n\n",
    "\na",
    ".\n",
    "a\r\nb\r\n",
    "\r",
    "\t",
    "a\tb\t\t",
    "é",
    "模型/データ",
    "😀\u{feff}\u{200b}",
    "é\n",
    "\u{2018}\u{2019}\u{201a}\u{201b};echo PWNED>&2;\u{201c}\u{201d}",
    "\u{2028}\u{85}\u{a0}x\u{3000}",
    "\u{1}\u{2}\u{7}\u{8}\u{b}\u{c}\u{e}\u{1b}[31m\u{1f}\u{7f}",
    "%",
    "%s%d%n%%",
    "%PATH%",
    "-",
    "-n",
    "--",
    "-- -e x",
    "-n x",
    "=",
    "=ls",
    "a=b",
    ":",
    "a:b::c",
    ";",
    "&",
    "a&&b||c|d",
    "<x>y",
    "(x)",
    "^a^b^",
    ",",
    "@home",
    "C:\\Users\\x",
    "null",
    "true",
    "0123",
    "1e5",
    "{\"a\":1}",
    "/mnt/big-disk/hf.cache",
];

/// File names that become code, options or words if the output is split and matched against them.
/// The last ones are words of our own output without their backslashes: what `\` quotes in a
/// pattern, a file name could stand in for.
const NAMES: &[&str] = &[
    "GLOB='a';echo PWNED>&2;: 'b';",
    "GLOB=a;echo PWNED>&2;b;",
    "Q4=*;echo PWNED>&2;",
    "*",
    "?",
    "[a]",
    "{a,b}",
    "~",
    "#",
    "-n",
    "-e",
    "--help",
    " ",
    "a b",
    "a\nb",
    "\n;echo PWNED>&2",
    ";echo PWNED>&2;",
    "$(echo PWNED>&2)",
    "`echo PWNED>&2`",
    "'",
    "\"",
    "\\",
    "export",
    "eval",
    "K=x",
    "\"$(printf",
    "'040')\";",
    "'a052b')\";",
    "'134141')\";",
    "'a052b'`\";",
];

/// Puts files of hostile names into a folder.
pub(crate) fn plant(folder: &Path) {
    for name in NAMES {
        std::fs::write(folder.join(name), "echo PWNED>&2\n").unwrap();
    }
}

/// A folder of hostile names, with programs named as those that our output calls, beside a home and
/// a place for the scripts.
pub(crate) struct Trap(TempDir);

impl Trap {
    pub(crate) fn new() -> Self {
        let trap = Self(tempfile::tempdir().unwrap());
        for folder in ["trap", "home"] {
            std::fs::create_dir(trap.path(folder)).unwrap();
        }
        plant(&trap.path("trap"));
        for name in ["printf", "env", "cat", "false"] {
            let link = trap.path("trap").join(name);
            std::os::unix::fs::symlink("/bin/echo", link).unwrap();
        }
        trap
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// A command line that prints `script`.
    pub(crate) fn printing(&self, name: &str, script: &str) -> String {
        let file = self.path(name);
        std::fs::write(&file, script).unwrap();
        format!("/bin/cat {}", file.display())
    }
}
