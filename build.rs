//! Links the unwinder of gcc into the programs on Linux, instead of loading `libgcc_s.so.1` at every
//! start: loading it is an eighth of what `hfenv token` takes, and all that is used of it is the
//! backtrace of a crash.

#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a build script is asked by variables, and answers on standard output"
)]

use std::env::var;
use std::path::Path;
use std::process::Command;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed=RUSTC_LINKER");
    let is = |name: &str, value: &str| var(name).is_ok_and(|found| found == value);
    let glibc = is("CARGO_CFG_TARGET_OS", "linux") && is("CARGO_CFG_TARGET_ENV", "gnu");
    // A static program has it anyway.
    let features = var("CARGO_CFG_TARGET_FEATURE").unwrap_or_default();
    if glibc && !features.split(',').any(|feature| feature == "crt-static") && has_archive() {
        // The form in which the standard library asks for it in a static program.
        println!("cargo::rustc-link-lib=static:-bundle=gcc_eh");
    }
}

/// Whether the linker has gcc's unwinder as an archive. One that has not, such as clang with its own
/// runtime, goes on to load what it always did.
fn has_archive() -> bool {
    let native = var("HOST").ok() == var("TARGET").ok();
    let linker = match var("RUSTC_LINKER") {
        Ok(linker) => linker,
        Err(_) if native => "cc".to_owned(),
        Err(_) => return false,
    };
    let asked = Command::new(linker).arg("-print-file-name=libgcc_eh.a").output();
    let Ok(output) = asked else { return false };
    // Without the file, gcc prints the bare name.
    let path = String::from_utf8_lossy(&output.stdout).into_owned();
    Path::new(path.trim()).is_absolute() && Path::new(path.trim()).is_file()
}
