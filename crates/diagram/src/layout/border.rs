//! The border of a group: its size, where its content begins in it, and its title where no arrow passes.

use super::super::chart::{Cluster, Direction};
use super::super::svg::{Point, point};
use super::super::text::{Face, Words, wrap};
use super::level::{Arranged, Block, Dock};

/// Inside a group's border.
pub(super) const PAD: f64 = 18.0;
const TITLE_PAD: f64 = 12.0;

#[derive(Default)]
pub(super) struct Border {
    pub(super) width: f64,
    pub(super) height: f64,
    /// Where the content begins.
    pub(super) left: f64,
    pub(super) top: f64,
    pub(super) title: Words,
    /// Left end and middle height of the title.
    pub(super) title_at: Point,
}

impl Border {
    /// The border round what was arranged; none of its own for the chart itself.
    pub(super) fn round(
        cluster: Option<&Cluster>,
        direction: Direction,
        blocks: &[Block],
        arranged: &Arranged,
    ) -> Border {
        let (width, height) = match direction {
            Direction::Down => (arranged.width, arranged.height),
            Direction::Right => (arranged.height, arranged.width),
        };
        let Some(cluster) = cluster else {
            return Border { width, height, ..Border::default() };
        };
        let limit = (width + 2.0 * (PAD - TITLE_PAD)).max(190.0);
        let title = wrap(&cluster.title, Face::Strong, limit);
        let title_width = title.width + 2.0 * TITLE_PAD;
        let band = if title.lines.is_empty() { PAD } else { title.height + 16.0 };
        let has_dock = |top: bool| {
            blocks.iter().any(|block| match block.dock {
                Dock::Inside => false,
                Dock::Top(_) => top,
                Dock::Bottom(_) => !top,
            })
        };
        let lead = |top: bool| if has_dock(top) { 0.0 } else { PAD };
        let mut border = Border {
            left: PAD,
            top: band,
            title_at: point(TITLE_PAD, 8.0 + title.height / 2.0),
            ..Border::default()
        };
        match direction {
            Direction::Down => {
                border.height = band + height + lead(false);
                border.width = width + 2.0 * PAD;
            }
            Direction::Right => {
                border.left = lead(true);
                border.width = lead(true) + width + lead(false);
                border.height = band + height + PAD;
            }
        }
        let missing = title_width - border.width;
        if missing > 0.0 {
            border.width += missing;
            border.left += if direction == Direction::Down { missing / 2.0 } else { 0.0 };
        }
        if direction == Direction::Down && has_dock(true) && !title.lines.is_empty() {
            border.clear_title(title.width, blocks, arranged);
        }
        border.title = title;
        border
    }

    /// Moves the title to where no arrow passes the upper border, and widens the box if there is no such place.
    fn clear_title(&mut self, title_width: f64, blocks: &[Block], arranged: &Arranged) {
        const CLEAR: f64 = 14.0;
        let mut docks: Vec<f64> = (blocks.iter().zip(&arranged.centres))
            .filter(|(block, _)| matches!(block.dock, Dock::Top(_)))
            .map(|(_, centre)| centre.x + self.left)
            .collect();
        docks.sort_by(f64::total_cmp);
        let (Some(first), Some(last)) = (docks.first().copied(), docks.last().copied()) else {
            return;
        };
        let mut from = TITLE_PAD;
        for &dock in docks.iter().chain([&(self.width - TITLE_PAD + CLEAR)]) {
            if dock - CLEAR - from >= title_width {
                self.title_at.x = from;
                return;
            }
            from = from.max(dock + CLEAR);
        }
        let left = TITLE_PAD + title_width + CLEAR - first;
        let right = last + CLEAR + title_width + TITLE_PAD - self.width;
        if left <= right {
            self.left += left.ceil();
            self.width += left.ceil();
        } else {
            self.title_at.x = last + CLEAR;
            self.width += right.ceil();
        }
    }
}
