//! Calls `run` and ends with its exit code.

use std::process::ExitCode;

/// Pages are made of millions of small strings, which the system's allocator hands out at twice the cost.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    guidewright::run()
}
