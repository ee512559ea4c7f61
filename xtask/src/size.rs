//! Small pieces: a file has at most 500 lines of production code and 600 in all, a function at
//! most 60 lines; and no `unwrap` outside tests.

use crate::{Finding, Source};
use anyhow::Context;
use std::path::Path;
use syn::spanned::Spanned;
use syn::visit::Visit;

const FILE_LINES: usize = 600;
const PRODUCTION_LINES: usize = 500;
const FUNCTION_LINES: usize = 60;

/// Checks one file.
///
/// # Errors
/// When a Rust file cannot be parsed.
pub fn check(source: &Source) -> anyhow::Result<Vec<Finding>> {
    match source.path.extension().and_then(|ending| ending.to_str()) {
        Some("rs") => check_rust(source),
        Some("ts" | "tsx" | "mjs" | "py" | "sh" | "css") if !is_generated(&source.path) => Ok(check_lines(source)),
        _ => Ok(Vec::new()),
    }
}

fn is_generated(path: &Path) -> bool {
    path.to_string_lossy().contains(".gen.")
}

fn check_lines(source: &Source) -> Vec<Finding> {
    let lines = source.text.lines().count();
    let over = lines > PRODUCTION_LINES;
    over.then(|| too_long(source, lines, PRODUCTION_LINES))
        .into_iter()
        .collect()
}

fn too_long(source: &Source, lines: usize, bound: usize) -> Finding {
    Finding::new(
        &source.path,
        0,
        format!("{lines} lines; at most {bound}: split it by what changes together"),
    )
}

fn check_rust(source: &Source) -> anyhow::Result<Vec<Finding>> {
    let file = syn::parse_file(&source.text).with_context(|| source.path.display().to_string())?;
    let mut rules = RustRules {
        source,
        test_lines: 0,
        is_test_file: is_test_file(&source.path),
        findings: Vec::new(),
    };
    rules.visit_file(&file);
    let lines = source.text.lines().count();
    if lines > FILE_LINES {
        rules.findings.push(too_long(source, lines, FILE_LINES));
    }
    let production = lines - rules.test_lines.min(lines);
    if production > PRODUCTION_LINES && !rules.is_test_file {
        rules.findings.push(too_long(source, production, PRODUCTION_LINES));
    }
    Ok(rules.findings)
}

fn is_test_file(path: &Path) -> bool {
    let in_tests_folder = path.components().any(|part| part.as_os_str() == "tests");
    let is_test_module = path.file_stem().is_some_and(|stem| stem == "tests");
    let is_testkit = path.starts_with("libs/testkit");
    in_tests_folder || is_test_module || is_testkit
}

struct RustRules<'a> {
    source: &'a Source,
    test_lines: usize,
    is_test_file: bool,
    findings: Vec<Finding>,
}

impl RustRules<'_> {
    fn check_function(&mut self, name: &syn::Ident, block: &syn::Block) {
        let span = block.span();
        let lines = (span.end().line - span.start().line).saturating_sub(1);
        if lines > FUNCTION_LINES {
            let message = format!("fn {name} has {lines} lines; at most {FUNCTION_LINES}");
            self.findings
                .push(Finding::new(&self.source.path, span.start().line, message));
        }
    }
}

fn is_test(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        let is_cfg_test = attribute.path().is_ident("cfg")
            && attribute
                .parse_args::<syn::Ident>()
                .is_ok_and(|argument| argument == "test");
        let ends_with_test = attribute
            .path()
            .segments
            .last()
            .is_some_and(|last| last.ident == "test");
        is_cfg_test || ends_with_test
    })
}

impl<'ast> Visit<'ast> for RustRules<'_> {
    fn visit_item_mod(&mut self, module: &'ast syn::ItemMod) {
        if is_test(&module.attrs) {
            let span = module.span();
            self.test_lines += span.end().line - span.start().line + 1;
            return;
        }
        syn::visit::visit_item_mod(self, module);
    }

    fn visit_item_fn(&mut self, function: &'ast syn::ItemFn) {
        self.check_function(&function.sig.ident, &function.block);
        if !is_test(&function.attrs) {
            syn::visit::visit_item_fn(self, function);
        }
    }

    fn visit_impl_item_fn(&mut self, function: &'ast syn::ImplItemFn) {
        self.check_function(&function.sig.ident, &function.block);
        syn::visit::visit_impl_item_fn(self, function);
    }

    fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
        if call.method == "unwrap" && call.args.is_empty() && !self.is_test_file {
            let line = call.method.span().start().line;
            let message = "unwrap outside tests; handle it, or `expect` with the reason it cannot fail";
            self.findings.push(Finding::new(&self.source.path, line, message));
        }
        syn::visit::visit_expr_method_call(self, call);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings(path: &str, text: String) -> Vec<Finding> {
        let source = Source {
            path: path.into(),
            text,
        };
        check(&source).expect("this parses")
    }

    #[test]
    fn a_long_function_is_found() {
        let body = "    let _ = 1;\n".repeat(61);
        assert_eq!(findings("a.rs", format!("fn long() {{\n{body}}}\n")).len(), 1);
        let body = "    let _ = 1;\n".repeat(60);
        assert_eq!(findings("a.rs", format!("fn fits() {{\n{body}}}\n")), []);
    }

    #[test]
    fn a_long_file_is_found_and_tests_do_not_count_against_production() {
        let production = "const A: u8 = 1;\n".repeat(501);
        assert_eq!(findings("a.rs", production).len(), 1);
        let mixed = format!(
            "{}#[cfg(test)]\nmod tests {{\n{}}}\n",
            "const A: u8 = 1;\n".repeat(450),
            "    const B: u8 = 1;\n".repeat(100)
        );
        assert_eq!(findings("a.rs", mixed), []);
        assert_eq!(findings("a.ts", "let a = 1;\n".repeat(501)).len(), 1);
    }

    #[test]
    fn unwrap_is_found_outside_tests_only() {
        let text = "fn a() { Some(1).unwrap(); }\n#[cfg(test)]\nmod tests { fn b() { Some(1).unwrap(); } }\n";
        assert_eq!(findings("a.rs", text.to_owned()).len(), 1);
        assert_eq!(findings("crate/tests/it/main.rs", text.to_owned()), []);
    }
}
