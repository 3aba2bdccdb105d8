//! What a match changes in the scopes around it, before its letters and after them.

use super::super::grammar::{Context, Operation, Reference};
use syntect::parsing::ScopeStackOp;

/// Changes of scopes before the letters of a match.
pub(super) fn enter(
    at: usize,
    here: &Context,
    operation: &Operation,
    changes: &mut Vec<(usize, ScopeStackOp)>,
) {
    if matches!(operation, Operation::Pop) && !here.meta_content_scope.is_empty() {
        changes.push((at, ScopeStackOp::Pop(here.meta_content_scope.len())));
    }
    let Some((references, is_set)) = ahead(operation) else { return };
    if is_set && here.clear_scopes.is_some() {
        changes.push((at, ScopeStackOp::Restore));
    }
    for context in references.iter().map(|reference| reference.id().get()) {
        if let Some(amount) = context.clear_scopes.filter(|_| !is_set) {
            changes.push((at, ScopeStackOp::Clear(amount)));
        }
        changes.extend(context.meta_scope.iter().map(|scope| (at, ScopeStackOp::Push(*scope))));
    }
}

/// Changes of scopes after the letters of a match.
pub(super) fn arrive(
    at: usize,
    here: &Context,
    operation: &Operation,
    changes: &mut Vec<(usize, ScopeStackOp)>,
) {
    if matches!(operation, Operation::Pop) {
        if !here.meta_scope.is_empty() {
            changes.push((at, ScopeStackOp::Pop(here.meta_scope.len())));
        }
        if here.clear_scopes.is_some() {
            changes.push((at, ScopeStackOp::Restore));
        }
    }
    let Some((references, is_set)) = ahead(operation) else { return };
    let contexts = || references.iter().map(|reference| reference.id().get());
    let left = here.meta_scope.len() + here.meta_content_scope.len();
    let again = (is_set && left > 0)
        || contexts().any(|context| {
            !context.meta_content_scope.is_empty() || (is_set && context.clear_scopes.is_some())
        });
    if !again {
        return;
    }
    // The scopes of the contexts are taken off again, so that those of their contents come between them.
    let entered: usize = contexts().map(|context| context.meta_scope.len()).sum();
    let off = entered + if is_set { left } else { 0 };
    if off > 0 {
        changes.push((at, ScopeStackOp::Pop(off)));
    }
    for context in contexts() {
        if let Some(amount) = context.clear_scopes.filter(|_| is_set) {
            changes.push((at, ScopeStackOp::Clear(amount)));
        }
        let scopes = context.meta_scope.iter().chain(&context.meta_content_scope);
        changes.extend(scopes.map(|scope| (at, ScopeStackOp::Push(*scope))));
    }
}

/// The contexts that an operation goes into, and whether they take the place of the one it is in.
fn ahead(operation: &Operation) -> Option<(&[Reference], bool)> {
    match operation {
        Operation::None | Operation::Pop => None,
        Operation::Push(references) => Some((references, false)),
        Operation::Set(references) => Some((references, true)),
    }
}
