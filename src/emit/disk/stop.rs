//! Ctrl-C and SIGTERM while something is written.
//!
//! Who writes holds [`busy`] and looks at [`asked`] now and then. A signal asks, waits until nobody is busy, and ends
//! the process: within a moment, with the site whole and nothing left beside it.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

static ASKED: AtomicBool = AtomicBool::new(false);
static BUSY: Mutex<()> = Mutex::new(());

/// What shells give a program that Ctrl-C ended.
const INTERRUPTED: i32 = 130;

/// From now on Ctrl-C, SIGTERM and SIGHUP end the program in good order.
pub fn on_signal() {
    // A second call finds the first one's work done.
    let _ = ctrlc::set_handler(|| {
        ASKED.store(true, Ordering::Relaxed);
        let _idle = busy();
        std::process::exit(INTERRUPTED);
    });
}

/// Held while files are half-written.
pub(super) fn busy() -> MutexGuard<'static, ()> {
    BUSY.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Whether a signal asked us to stop.
pub(super) fn asked() -> bool {
    ASKED.load(Ordering::Relaxed)
}

/// Waits for the end of the process, which is near.
pub(super) fn wait() -> ! {
    loop {
        std::thread::park();
    }
}
