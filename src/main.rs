//! Calls `run` and ends with its exit code.

use std::process::ExitCode;

/// Pages are made of millions of small strings, which the system's allocator hands out at twice the cost.
#[cfg(not(target_os = "linux"))]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// On Linux it stands in the place of the system's (`override` in `Cargo.toml`), by whose functions Rust asks it for memory:
/// asked with an alignment, as a global allocator is, it takes a longer way and hands out more for most sizes.
#[cfg(target_os = "linux")]
use mimalloc as _;

fn main() -> ExitCode {
    guidewright::run()
}
