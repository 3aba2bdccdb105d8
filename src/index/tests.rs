use super::*;

#[test]
fn what_is_remembered_is_known_again() {
    let unit = Unit {
        kind: UnitKind::Text,
        page: "data/formats.html".to_owned(),
        anchor: "readers".to_owned(),
        chapter: "Formats".to_owned(),
        section: "Who reads them".to_owned(),
        crumbs: Vec::new(),
        text: "Parquet keeps columns together.".to_owned(),
        code: String::new(),
        domain: None,
        exams: 0,
    };
    let index = build(&[unit], &[]);
    let text = index.clone().into_text();
    assert!(Index::is_ours(&text));
    assert_eq!(Index::from_text(&text), index);
    assert!(!Index::is_ours(&text.replace("gw.shard(\"search\",", "alert(\"search\",")));
}
