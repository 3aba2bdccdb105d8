//! Writes a sequence diagram as SVG.
//!
//! From the back to the front: lifelines, frames, bars, notes, arrows, words on their grounds, heads. Everything has
//! its place from `arrange.rs`; only the margin is added here.

use super::super::Drawing;
use super::super::chart::Line;
use super::super::picture::arrow_along;
use super::super::svg::{Anchor, Frame, Path, Point, Rect, Svg, point};
use super::super::text::{Face, Words};
use super::super::tone::{Look, Tone};
use super::Script;
use super::arrange::arrange;
use super::scene::{Arrow, FIGURE, FrameBox, Head, Scene, TAB_HEIGHT};

const MARGIN: f64 = 4.0;
const CORNER: f64 = 6.0;

pub(in super::super) fn draw(script: &Script, id: &str) -> Drawing {
    let scene = arrange(script);
    let frame = Frame {
        id,
        class: "gw-d-sequence",
        title: script.about.title.as_deref(),
        description: script.about.description.as_deref(),
        width: scene.width + 2.0 * MARGIN,
        height: scene.height + 2.0 * MARGIN,
        has_links: false,
    };
    let mut svg = Svg::begin(&frame);
    for group in &scene.groups {
        let rect = moved(group.rect);
        svg.rect(&format!("gw-d-group{}", toned(group.tone)), rect, 4.0);
        let title = point(rect.x + 8.0, rect.y + 6.0 + group.title.height / 2.0);
        svg.words("gw-d-title", &group.title, Face::Strong, title, Anchor::Start);
    }
    // Inner shades are finished first, so outer ones come later in the list.
    for (rect, tone) in scene.shades.iter().rev() {
        svg.rect(&format!("gw-d-shade{}", toned(*tone)), moved(*rect), 3.0);
    }
    for head in &scene.heads {
        let (top, bottom) = head.life;
        svg.line("gw-d-life", shifted(point(head.x, top)), shifted(point(head.x, bottom)));
        if head.is_destroyed {
            let at = |x: f64, y: f64| shifted(point(head.x + x, bottom + y));
            let cross =
                Path::at(at(-6.0, -6.0)).to(at(6.0, 6.0)).then(at(-6.0, 6.0)).to(at(6.0, -6.0));
            svg.path("gw-d-cross", &cross);
        }
    }
    // Inner frames are finished first, so outer ones come later in the list.
    for frame in scene.frames.iter().rev() {
        draw_frame(&mut svg, frame);
    }
    for bar in &scene.bars {
        svg.rect("gw-d-active", moved(*bar), 2.0);
    }
    for (rect, words) in &scene.notes {
        draw_note(&mut svg, moved(*rect), words);
    }
    for arrow in &scene.arrows {
        draw_arrow(&mut svg, arrow);
    }
    for arrow in &scene.arrows {
        draw_words(&mut svg, arrow);
    }
    draw_heads(&mut svg, &scene);
    frame.drawing(svg)
}

fn draw_frame(svg: &mut Svg, frame: &FrameBox) {
    let rect = moved(frame.rect);
    svg.rect("gw-d-frame", rect, 3.0);
    for (y, words) in &frame.dividers {
        let y = y + MARGIN;
        svg.line("gw-d-divider", point(rect.x, y), point(rect.x + rect.width, y));
        draw_case(svg, words, point(frame.label_x + MARGIN, y + 6.0 + words.height / 2.0));
    }
    let (right, bottom, cut) = (rect.x + frame.tab_width, rect.y + TAB_HEIGHT, 6.0);
    let tab =
        Path::at(point(rect.x, rect.y)).to(point(right, rect.y)).to(point(right, bottom - cut));
    svg.path("gw-d-tab", &tab.to(point(right - cut, bottom)).to(point(rect.x, bottom)).closed());
    let kind = Words {
        lines: vec![frame.kind.to_owned()],
        width: 0.0,
        height: Face::Strong.line_height(),
    };
    let middle = rect.y + TAB_HEIGHT / 2.0;
    svg.words("gw-d-kind", &kind, Face::Strong, point(rect.x + 10.0, middle), Anchor::Start);
    let middle = rect.y + 3.0 + (frame.label.height / 2.0).max(TAB_HEIGHT / 2.0 - 3.0);
    draw_case(svg, &frame.label, point(frame.label_x + MARGIN, middle));
}

/// A condition, on a ground that hides the lifelines behind it.
fn draw_case(svg: &mut Svg, words: &Words, at: Point) {
    if words.width > 0.0 {
        let rect = Rect {
            x: at.x - 4.0,
            y: at.y - words.height / 2.0,
            width: words.width + 8.0,
            height: words.height,
        };
        svg.rect("gw-d-ground", rect, 2.0);
        svg.words("gw-d-case", words, Face::Small, at, Anchor::Start);
    }
}

fn draw_note(svg: &mut Svg, rect: Rect, words: &Words) {
    svg.rect("gw-d-note", rect, 2.0);
    svg.line("gw-d-note-edge", point(rect.x, rect.y), point(rect.x, rect.y + rect.height));
    let middle = point(rect.x + rect.width / 2.0, rect.y + rect.height / 2.0);
    svg.words("gw-d-note-text", words, Face::Small, middle, Anchor::Middle);
}

fn draw_arrow(svg: &mut Svg, arrow: &Arrow) {
    let points = arrow.points.iter().map(|at| shifted(*at)).collect();
    let class = if arrow.line == Line::Dotted { "gw-d-edge gw-d-dotted" } else { "gw-d-edge" };
    arrow_along(svg, class, points, [arrow.tail, arrow.head], CORNER);
}

fn draw_words(svg: &mut Svg, arrow: &Arrow) {
    let words = &arrow.words;
    if words.lines.is_empty() {
        return;
    }
    let at = shifted(arrow.words_at);
    let (left, anchor) = if arrow.is_loop {
        (at.x, Anchor::Start)
    } else {
        (at.x - words.width / 2.0, Anchor::Middle)
    };
    let (y, width, height) = (at.y - words.height / 2.0, words.width + 4.0, words.height);
    svg.rect("gw-d-ground", Rect { x: left - 2.0, y, width, height }, 2.0);
    svg.words("gw-d-label", words, Face::Small, at, anchor);
}

fn draw_heads(svg: &mut Svg, scene: &Scene) {
    for head in &scene.heads {
        // Heads stand on the line where lifelines begin.
        draw_head(svg, head, shifted(point(head.x, head.life.0 - head.height)));
        if scene.repeats_heads && !head.is_destroyed {
            draw_head(svg, head, shifted(point(head.x, scene.end)));
        }
    }
}

fn draw_head(svg: &mut Svg, head: &Head, top: Point) {
    svg.open(if head.is_actor { "gw-d-node gw-d-actor" } else { "gw-d-node gw-d-box" });
    let mut middle = point(top.x, top.y + head.height / 2.0);
    if head.is_actor {
        svg.circle("gw-d-person", point(top.x, top.y + 9.0), 7.0);
        let shoulders = Path::at(point(top.x - 14.0, top.y + 34.0));
        let shoulders =
            shoulders.bend(point(top.x - 14.0, top.y + 20.0), point(top.x, top.y + 20.0));
        let shoulders =
            shoulders.bend(point(top.x + 14.0, top.y + 20.0), point(top.x + 14.0, top.y + 34.0));
        svg.path("gw-d-person", &shoulders);
        middle.y += FIGURE / 2.0;
    } else {
        let rect =
            Rect { x: top.x - head.width / 2.0, y: top.y, width: head.width, height: head.height };
        svg.rect("gw-d-shape", rect, 3.0);
    }
    svg.words("gw-d-text", &head.words, Face::Label, middle, Anchor::Middle);
    svg.close();
}

/// The classes of a tone, with a blank before them.
fn toned(tone: Option<Tone>) -> String {
    Look { tone, ..Look::default() }.classes()
}

fn moved(rect: Rect) -> Rect {
    Rect { x: rect.x + MARGIN, y: rect.y + MARGIN, ..rect }
}

fn shifted(at: Point) -> Point {
    point(at.x + MARGIN, at.y + MARGIN)
}
