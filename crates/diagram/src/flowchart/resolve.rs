//! From what was read to a [`Chart`]: which names mean nodes and which subgraphs, how parts look, where nodes lead.

use super::super::Fault;
use super::super::chart::{Chart, Edge, End};
use super::super::cursor::About;
use super::arrow::ArrowShape;
use super::{Arrow, FlowchartReader};

pub(super) fn chart(read: FlowchartReader, about: About) -> Result<Chart, Fault> {
    if let Some(open) = read.open.last() {
        let help = "close it with `end`";
        return Err(Fault::new(open.span.clone(), "the subgraph is never closed", help));
    }
    if read.nodes.is_empty() && read.clusters.is_empty() {
        let help = "add nodes and arrows: `a[\"One\"] --> b[\"Two\"]`";
        return Err(Fault::new(0..read.cursor.at(), "the diagram is empty", help));
    }
    let mut chart = Chart {
        direction: read.direction,
        is_mirrored: read.is_mirrored,
        nodes: Vec::new(),
        clusters: read.clusters,
        edges: Vec::new(),
        about,
    };
    let mut ends = vec![End::Node(0); read.nodes.len()];
    for (name, index) in &read.names {
        if let (Some(end), Some(cluster)) = (ends.get_mut(*index), read.cluster_names.get(name)) {
            *end = End::Cluster(*cluster);
        }
    }
    for (end, node) in ends.iter_mut().zip(read.nodes) {
        if matches!(end, End::Node(_)) {
            *end = End::Node(chart.nodes.len());
            chart.nodes.push(node);
        }
    }
    let used = |name: &str| read.names.get(name).and_then(|index| ends.get(*index)).copied();
    let part =
        |name: &str| used(name).or_else(|| Some(End::Cluster(*read.cluster_names.get(name)?)));
    let looks = read.styles.of_parts(|name| part(name).is_some())?;
    for node in &mut chart.nodes {
        node.look = read.styles.of_all();
    }
    for (name, look) in looks {
        match part(name) {
            Some(End::Node(node)) => chart.nodes[node].look = look,
            Some(End::Cluster(cluster)) => chart.clusters[cluster].look = look,
            None => {}
        }
    }
    for click in read.clicks {
        let Some(End::Node(node)) = used(click.name) else {
            let message = format!("no node is called `{}`", click.name);
            return Err(Fault::new(click.name_at, message, "name a node of this diagram"));
        };
        chart.nodes[node].link = Some(click.to);
    }
    let looks = read.styles.of_links(read.arrows.len())?;
    for (Arrow { from, to, link, span }, look) in read.arrows.into_iter().zip(looks) {
        let (Some(&from), Some(&to)) = (ends.get(from), ends.get(to)) else { continue };
        if from != to && (chart.path(from).contains(&to) || chart.path(to).contains(&from)) {
            let help = "let the arrow end at a node inside, or outside the subgraph";
            return Err(Fault::new(span, "an arrow joins a subgraph to its own content", help));
        }
        let ArrowShape { line, tail, head, length, label } = link;
        chart.edges.push(Edge { from, to, label, line, tail, head, length, look });
    }
    Ok(chart)
}
