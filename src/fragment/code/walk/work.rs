//! The work that a walk may cost, counted in what it does and never in time.

/// Work that is left. One unit is a byte looked at by one expression.
#[derive(Debug, Clone, Copy)]
pub(in crate::fragment::code) struct Work {
    left: u64,
}

/// All work is spent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::fragment::code) struct Spent;

impl Work {
    pub(in crate::fragment::code) fn new(units: u64) -> Self {
        Self { left: units }
    }

    pub(in crate::fragment::code) fn left(self) -> u64 {
        self.left
    }

    pub(in crate::fragment::code) fn charge(&mut self, units: u64) -> Result<(), Spent> {
        match self.left.checked_sub(units) {
            Some(left) => {
                self.left = left;
                Ok(())
            }
            None => {
                self.left = 0;
                Err(Spent)
            }
        }
    }
}
