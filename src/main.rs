//! The `hfenv` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    hfenv::cli::main()
}
