use super::*;

fn unit() -> Unit {
    Unit {
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
    }
}

#[test]
fn all_that_an_index_is_made_from_tells_one_from_another() {
    let more = || "more".to_owned();
    let changes: [fn(&mut Unit, String); 10] = [
        |unit, _| unit.kind = UnitKind::Term,
        |unit, more| unit.page = more,
        |unit, more| unit.anchor = more,
        |unit, more| unit.chapter = more,
        |unit, more| unit.section = more,
        |unit, more| unit.crumbs = vec![more],
        |unit, more| unit.text = more,
        |unit, more| unit.code = more,
        |unit, more| unit.domain = Some(more),
        |unit, _| unit.exams = 1,
    ];
    let mut digests = vec![digest(&[unit()], &[]), digest(&[unit()], &[vec![more()]])];
    digests.extend(changes.map(|change| {
        let mut unit = unit();
        change(&mut unit, more());
        digest(&[unit], &[])
    }));
    for (at, one) in digests.iter().enumerate() {
        assert!(!digests[..at].contains(one), "{at}: {digests:x?}");
    }
}

#[test]
fn what_is_remembered_is_known_again() {
    let index = build(&[unit()], &[]);
    let text = index.clone().into_text();
    assert!(Index::is_ours(&text));
    assert_eq!(Index::from_text(&text), index);
    assert!(!Index::is_ours(&text.replace("gw.shard(\"search\",", "alert(\"search\",")));
}
