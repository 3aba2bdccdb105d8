//! What fuzz targets ask of the HTML, MathML and SVG that we make.

/// The tags of a text that we made: name with its slash if it is an end, and whatever stands behind the name.
pub fn tags(html: &str) -> impl Iterator<Item = (&str, &str)> {
    html.split('<').skip(1).map(|part| {
        let inside = part.split_once('>').expect("a tag ends, and text holds no `<`").0;
        inside.split_at(inside.find([' ', '\n']).unwrap_or(inside.len()))
    })
}

/// Every element that begins ends, in its order. Void ones are closed where they begin.
pub fn assert_nested(html: &str) {
    let mut open = Vec::new();
    for (name, rest) in tags(html) {
        match name.strip_prefix('/') {
            Some(name) => assert_eq!(open.pop(), Some(name), "{html}"),
            None if rest.ends_with('/') || name.ends_with('/') => {}
            None => open.push(name),
        }
    }
    assert_eq!(open, [""; 0], "{html}");
}

/// Nothing in it runs, and nothing needs a style that the pages' policy blocks.
pub fn assert_harmless(html: &str) {
    const NEVER: [&str; 6] = ["script", "style", "iframe", "object", "embed", "base"];
    for (name, rest) in tags(html) {
        assert!(!NEVER.contains(&name.to_ascii_lowercase().as_str()), "{html}");
        // Values are quoted, so what stands between them are names.
        for name in rest.split('"').step_by(2) {
            let name = name.trim().trim_end_matches('=').to_ascii_lowercase();
            assert!(!name.starts_with("on") && name != "style", "{html}");
        }
        for value in rest.split('"').skip(1).step_by(2) {
            let value: String = value.chars().filter(|c| !c.is_ascii_control() && *c != ' ').collect();
            assert!(!value.to_ascii_lowercase().starts_with("javascript:"), "{html}");
        }
    }
}
