//! What a diagram says: its title, its description and the words on its parts, without the marks that draw it.

/// Words that begin a statement of some kind of diagram, of which nothing stands on the picture.
const HIDDEN: [&str; 21] = [
    "autonumber",
    "activate",
    "callback",
    "classDef",
    "classDiagram",
    "click",
    "dateFormat",
    "deactivate",
    "direction",
    "end",
    "erDiagram",
    "flowchart",
    "gantt",
    "graph",
    "linkStyle",
    "mindmap",
    "pie",
    "sequenceDiagram",
    "stateDiagram-v2",
    "style",
    "timeline",
];

/// Statements whose words stand on the picture.
const SHOWN: [&str; 4] = ["actor", "class", "participant", "subgraph"];

/// Searchable and readable text of a diagram's source: sentences first, then labels.
pub(super) fn words(source: &str) -> String {
    let mut words = String::new();
    let mut labels = String::new();
    let mut described = false;
    for line in source.lines().map(str::trim) {
        let sentence = ["accTitle:", "accDescr:", "title "]
            .into_iter()
            .find_map(|mark| line.strip_prefix(mark));
        if described {
            described = !line.ends_with('}');
            sentence_of(&mut words, line.trim_end_matches('}'));
        } else if let Some(rest) = line.strip_prefix("accDescr").map(str::trim_start)
            && let Some(rest) = rest.strip_prefix('{')
        {
            described = !rest.ends_with('}');
            sentence_of(&mut words, rest.trim_end_matches('}'));
        } else if let Some(sentence) = sentence {
            sentence_of(&mut words, sentence);
        } else if !line.starts_with("%%") {
            let first = line.split(char::is_whitespace).next().unwrap_or_default();
            if SHOWN.contains(&first) {
                label_of(&mut labels, &line[first.len()..]);
            } else if !HIDDEN.contains(&first) {
                label_of(&mut labels, line);
            }
        }
    }
    words + &labels
}

/// A sentence ends, so that the next one does not run into it.
fn sentence_of(words: &mut String, sentence: &str) {
    let sentence = sentence.trim();
    words.push_str(sentence);
    if !sentence.is_empty() {
        words.push_str(if sentence.ends_with(['.', '!', '?', '。']) { " " } else { ". " });
    }
}

/// The words of a line, without brackets, arrows and the short names of parts.
fn label_of(labels: &mut String, line: &str) {
    let line = line.replace("<br/>", " ").replace("<br>", " ");
    let marks = |letter: char| letter.is_whitespace() || "[](){}|<>\";:&/\\".contains(letter);
    for word in line.split(marks) {
        let drawn = word.trim_matches(|letter: char| "-=.~*+#".contains(letter));
        if drawn.chars().filter(|letter| letter.is_alphanumeric()).count() > 1
            || drawn.chars().any(|letter| letter as u32 > 0x2E7F)
        {
            labels.push_str(drawn);
            labels.push(' ');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn sentences_come_before_labels_and_marks_are_gone() {
        let source = "flowchart TD\n  accTitle: Ways into a store\n  accDescr: Two jobs write. A third reads\n  A[Nightly job] -->|writes| B[(Online store)]\n  style A fill:#fff\n  %% a remark\n";
        assert_eq!(
            words(source),
            "Ways into a store. Two jobs write. A third reads. Nightly job writes Online store "
        );
    }

    #[test]
    fn descriptions_may_have_several_lines() {
        let source = "sequenceDiagram\naccDescr {\n  One asks.\n  One answers.\n}\nparticipant C as Client\nC->>S: GET /items\n";
        assert_eq!(words(source), "One asks. One answers. as Client GET items ");
    }
}
