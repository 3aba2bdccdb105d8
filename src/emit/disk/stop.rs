//! Ctrl-C and SIGTERM while something is written.
//!
//! Who writes holds [`busy`] and looks at [`asked`] now and then. A signal asks, waits until nobody is busy, and ends
//! the process: within a moment, with the site whole and nothing left beside it.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

static ASKED: AtomicBool = AtomicBool::new(false);
/// How many hold [`busy`].
static WRITERS: Mutex<usize> = Mutex::new(0);
static IDLE: Condvar = Condvar::new();

/// What shells give a program that Ctrl-C ended.
const INTERRUPTED: i32 = 130;

/// From now on Ctrl-C, SIGTERM and SIGHUP end the program in good order.
pub fn on_signal() {
    // A second call finds the first one's work done.
    let _ = ctrlc::set_handler(|| {
        ASKED.store(true, Ordering::Relaxed);
        // Kept to the end, so that nobody begins to write.
        let _idle = IDLE.wait_while(writers(), |writers| *writers > 0);
        end();
    });
}

/// Ends the process as a signal asks for; nothing may be half-written.
pub(super) fn end() -> ! {
    std::process::exit(INTERRUPTED);
}

/// Held while files are half-written.
pub(super) struct Busy(());

pub(super) fn busy() -> Busy {
    *writers() += 1;
    Busy(())
}

impl Drop for Busy {
    fn drop(&mut self) {
        *writers() -= 1;
        IDLE.notify_all();
    }
}

fn writers() -> MutexGuard<'static, usize> {
    WRITERS.lock().unwrap_or_else(PoisonError::into_inner)
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
