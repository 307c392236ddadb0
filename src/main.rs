//! The command `sourcier`; all of it is in [`sourcier::cli`].

use std::process::ExitCode;

fn main() -> ExitCode {
    sourcier::cli::run(std::env::args_os())
}
