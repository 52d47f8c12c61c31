//! The Homebrew formula: it names the source that lies beside it, and finds in it what it installs.

use super::{ROOT, VERSION, made, said};
use crate::support::sandbox::{Sandbox, is_installed};

/// Just enough of Homebrew for a formula: what it declares is kept, what it installs is copied.
const STAND_IN: &str = include_str!("formula.rb");

#[test]
fn it_installs_from_the_source_of_its_release() {
    if !is_installed("ruby") || !is_installed("sha256sum") {
        return;
    }
    let Some(formula) = made("hfenv", ".rb") else { return };
    let source = made("hfenv-", "-source.tar.gz").unwrap();
    let home = Sandbox::new();
    let folder = home.path("source");
    std::fs::create_dir(&folder).unwrap();
    let mut tar = home.command("tar");
    said(tar.args(["--strip-components=1", "-xzf"]).arg(&source).arg("-C").arg(&folder));
    let stand_in = home.write("formula.rb", STAND_IN);
    let mut ruby = home.command("ruby");
    let told = said(ruby.args(["-w"]).arg(stand_in).arg(&formula).current_dir(&folder));
    let digest = said(home.command("sha256sum").arg(&source));
    let digest = digest.split(' ').next().unwrap();
    let address = env!("CARGO_PKG_REPOSITORY");
    let name = source.file_name().unwrap().to_string_lossy();
    let pages = std::fs::read_dir(format!("{ROOT}/man")).unwrap().count();
    assert_eq!(
        told,
        format!(
            "url {address}/releases/download/v{VERSION}/{name}\nsha256 {digest}\n\
             system cargo install\nman1 {pages}\nbash_completion hfenv\n\
             zsh_completion _hfenv\nfish_completion hfenv.fish\n"
        )
    );
}
