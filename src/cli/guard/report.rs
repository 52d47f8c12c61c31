//! Findings as people read them, as JSON and as SARIF.

use super::super::args::Scan;
use super::super::context::Context;
use super::super::failure::{Failure, Kind, Outcome};
use crate::guard::Report;

pub(super) fn print(context: &Context, report: Report, _args: &Scan) -> Outcome {
    for finding in &report.findings {
        let (path, mask) = (finding.path.display(), &finding.mask);
        context.ui.line(format!("{path}:{}:{} {mask}", finding.line, finding.column))?;
    }
    if report.findings.is_empty() {
        return Ok(());
    }
    Err(Failure { kind: Kind::No, error: String::new(), hints: Vec::new() })
}
