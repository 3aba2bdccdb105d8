use std::time::Duration;

// ANCHOR: signal
fn signal(blasts: u32) -> Duration {
    // ANCHOR: length
    Duration::from_secs(u64::from(blasts))
    // ANCHOR_END: length
}
// ANCHOR_END: signal

fn main() {
    println!("{:?}", signal(3));
}
