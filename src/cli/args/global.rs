//! The options that every command has.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

/// Options of every command.
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Global options")]
pub(crate) struct Global {
    /// Use this profile or saved login
    #[arg(short, long, global = true, value_name = "NAME")]
    pub(crate) profile: Option<String>,
    /// Read the token from standard input
    #[arg(long, global = true)]
    pub(crate) token_stdin: bool,
    /// Read the token from a file
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) token_file: Option<PathBuf>,
    /// Refused: an argument is visible to every user of the machine.
    #[arg(long, global = true, hide = true, num_args = 0..=1, default_missing_value = "")]
    pub(crate) token: Option<String>,
    /// The Hub's address, instead of `HF_ENDPOINT`
    #[arg(
        long,
        global = true,
        value_name = "URL",
        help = "The Hub's address, instead of HF_ENDPOINT"
    )]
    pub(crate) endpoint: Option<String>,
    /// Say nothing but errors
    #[arg(short, long, global = true)]
    pub(crate) quiet: bool,
    /// Say more, such as how the token was found
    #[arg(short, long, global = true)]
    pub(crate) verbose: bool,
    /// Colour: auto, always or never
    #[arg(
        long,
        global = true,
        value_name = "WHEN",
        default_value = "auto",
        hide_possible_values = true
    )]
    pub(crate) color: Color,
    /// Never ask a question
    #[arg(long, global = true)]
    pub(crate) no_input: bool,
    /// Print JSON: status, list, whoami, access, import, why, doctor, fetch, cache, guard
    #[arg(long, global = true)]
    pub(crate) json: bool,
}

/// When to use colour.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    /// On a terminal, unless `NO_COLOR` is set.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}
