//! Calls `cli::run` and ends with its exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    guidewright::cli::run()
}
