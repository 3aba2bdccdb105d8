//! What the data files of a book say: exams, terms, services, withdrawn questions.
//!
//! Made from these files alone, and so the same as long as [`Project::data`] gives the same texts.

use crate::finding::{Finding, Found};
use crate::load::Project;
use crate::source::SourceId;
use crate::study::exams::Exams;
use crate::study::glossary::{self, Service, Term};
use crate::study::lookup::Lookup;
use crate::study::objective;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Tables of the data files, which an edition may take over from the one before it.
#[derive(Debug, Clone)]
pub struct BookData {
    pub(super) exams: Arc<Exams>,
    pub(super) terms: Arc<[Term]>,
    pub(super) services: Arc<[Service]>,
    pub(super) term_lookup: Arc<Lookup>,
    pub(super) retired: Arc<BTreeSet<String>>,
    pub(super) findings: Arc<[Finding]>,
}

impl BookData {
    pub fn of(project: &Project) -> Self {
        let text = |id: SourceId| &*project.sources.get(id).text;
        let mut findings = Vec::new();
        let blueprints = project.blueprints.iter().filter_map(|&id| {
            let blueprint = kept(objective::read(id, text(id)), &mut findings)?;
            Some((id, blueprint))
        });
        let blueprints = blueprints.collect();
        let exams = kept(Exams::new(blueprints, &project.sources), &mut findings);
        let terms = project
            .glossary
            .map_or_else(Vec::new, |id| kept(glossary::terms(id, text(id)), &mut findings));
        let services = project
            .services
            .map_or_else(Vec::new, |id| kept(glossary::services(id, text(id)), &mut findings));
        let retired = project.retired.map_or_else(BTreeSet::new, |id| {
            let lines = text(id).lines();
            let ids = lines.map(|line| line.split('#').next().unwrap_or_default().trim());
            ids.filter(|id| !id.is_empty()).map(str::to_owned).collect()
        });
        Self {
            exams: Arc::new(exams),
            term_lookup: Arc::new(Lookup::new(&terms)),
            terms: terms.into(),
            services: services.into(),
            retired: Arc::new(retired),
            findings: findings.into(),
        }
    }
}

/// A value, whose findings go to the others.
fn kept<T>((value, more): (T, Vec<Finding>), findings: &mut Vec<Finding>) -> T {
    Found::new(value, more).drain(findings)
}
