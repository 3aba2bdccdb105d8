//! Everything in a book that a text may name: chapters and their headings, objectives, services, questions, terms.

use crate::guide::Guide;
use crate::manifest::callouts::OURS;
use crate::parse::doc::{BlockKind, each_block};
use crate::source::Span;

#[derive(Debug, Default)]
pub(super) struct Names {
    pub chapters: Vec<Chapter>,
    pub objectives: Vec<Named>,
    pub services: Vec<Named>,
    pub questions: Vec<Named>,
    pub terms: Vec<Named>,
    /// As they stand between the brackets.
    pub callouts: Vec<String>,
    /// Folder of the chapters.
    pub source: String,
}

#[derive(Debug)]
pub(super) struct Chapter {
    /// Path from the source folder.
    pub path: String,
    pub title: String,
    pub anchors: Vec<Named>,
}

/// A thing with an id, which is the name itself for a term.
#[derive(Debug)]
pub(super) struct Named {
    pub id: String,
    /// What it says.
    pub words: String,
    /// Other words for it.
    pub also: Vec<String>,
    pub span: Option<Span>,
}

impl Named {
    fn new(id: &str, words: impl Into<String>, span: Option<Span>) -> Self {
        Self { id: id.to_owned(), words: words.into(), also: Vec::new(), span }
    }
}

impl Names {
    pub(super) fn of(guide: &Guide<'_>) -> Self {
        let project = guide.project;
        let mut names = Self { source: project.manifest.source.clone(), ..Self::default() };
        for (index, chapter) in guide.chapters.iter().enumerate() {
            let mut anchors = Vec::new();
            each_block(&chapter.blocks, &mut |block| {
                if let BlockKind::Heading(heading) = &block.kind {
                    let span = chapter.span(&block.at.range());
                    anchors.push(Named::new(&heading.id, heading.text(), Some(span)));
                }
            });
            let others = guide.anchors("", Some(index)).iter();
            let others: Vec<Named> = others
                .filter(|id| !anchors.iter().any(|known: &Named| known.id == **id))
                .map(|id| Named::new(id, "", None))
                .collect();
            anchors.extend(others);
            let (path, title) = (chapter.entry.path.clone(), chapter.title());
            names.chapters.push(Chapter { path, title, anchors });
        }
        for exam in guide.exams.iter() {
            let text = &project.sources.get(exam.source).text;
            for home in exam.blueprint.objectives() {
                let id = &home.objective.id;
                let quoted = format!("\"{id}\"");
                let span = text
                    .find(&quoted)
                    .map(|at| Span::new(exam.source, at + 1..at + quoted.len() - 1));
                names.objectives.push(Named::new(id, &home.objective.text, span));
            }
        }
        let services = project.services;
        names.services.extend(guide.services.iter().map(|service| {
            let span = services.map(|source| Span::new(source, service.id.span()));
            let words = format!("{}: {}", service.name, service.what);
            Named::new(service.id.get_ref(), words, span)
        }));
        for (index, question) in guide.questions() {
            let chapter = &guide.chapters[index];
            let span = chapter.span(&question.heading_at);
            names.questions.push(Named::new(&question.id, chapter.title(), Some(span)));
        }
        let glossary = project.glossary;
        names.terms.extend(guide.terms.iter().map(|term| {
            let span = glossary.map(|source| Span::new(source, term.name.span()));
            let also = term.short.iter().chain(&term.also).cloned().collect();
            Named { also, ..Named::new(term.name.get_ref(), &term.meaning, span) }
        }));
        let own = project.manifest.callouts.iter().map(|own| own.name.clone());
        names.callouts = OURS.into_iter().map(str::to_owned).chain(own).collect();
        names
    }

    /// The path of a chapter's file from the book's folder.
    pub(super) fn file(&self, path: &str) -> String {
        format!("{}/{path}", self.source).trim_start_matches('/').to_owned()
    }

    /// The chapter in a file.
    pub(super) fn chapter(&self, file: &str) -> Option<&Chapter> {
        self.chapters.iter().find(|chapter| self.file(&chapter.path) == file)
    }
}
