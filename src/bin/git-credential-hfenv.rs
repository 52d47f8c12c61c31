//! The credential helper under the name by which git finds it.

use std::process::ExitCode;

fn main() -> ExitCode {
    hfenv::cli::git_credential_main()
}
