//! Counts by kind.

use std::collections::BTreeMap;
use std::fmt::Write;

/// What became of the scenes of one kind.
#[derive(Default)]
struct Row {
    positives: usize,
    found: usize,
    negatives: usize,
    alarms: usize,
    failed: Vec<String>,
}

/// All kinds.
#[derive(Default)]
pub(super) struct Table(BTreeMap<&'static str, Row>);

impl Table {
    /// Notes a scene with something to find, and whether it was.
    pub(super) fn positive(&mut self, kind: &'static str, name: &str, found: bool) {
        let row = self.0.entry(kind).or_default();
        row.positives += 1;
        row.found += usize::from(found);
        if !found {
            row.failed.push(format!("missed: {name}"));
        }
    }

    /// Notes a scene with nothing to find, and what was found.
    pub(super) fn negative(&mut self, kind: &'static str, name: &str, rules: &[&str]) {
        let row = self.0.entry(kind).or_default();
        row.negatives += 1;
        row.alarms += usize::from(!rules.is_empty());
        if !rules.is_empty() {
            row.failed.push(format!("false alarm ({}): {name}", rules.join(", ")));
        }
    }

    /// Positives and those found, negatives and those with an alarm, in these kinds.
    pub(super) fn sums(&self, counts: impl Fn(&str) -> bool) -> [usize; 4] {
        let rows = self.0.iter().filter(|(kind, _)| counts(kind)).map(|(_, row)| row);
        rows.fold([0; 4], |sum, row| {
            [
                sum[0] + row.positives,
                sum[1] + row.found,
                sum[2] + row.negatives,
                sum[3] + row.alarms,
            ]
        })
    }

    /// For people.
    pub(super) fn text(&self) -> String {
        let mut out = format!("{:<22}{:>14}{:>16}\n", "kind", "found", "false alarms");
        for (kind, row) in &self.0 {
            let cell = |part, of| if of == 0 { String::new() } else { format!("{part} of {of}") };
            let (found, alarms) = (cell(row.found, row.positives), cell(row.alarms, row.negatives));
            writeln!(out, "{kind:<22}{found:>14}{alarms:>16}").unwrap();
        }
        for (kind, row) in &self.0 {
            for failed in &row.failed {
                writeln!(out, "{kind}: {failed}").unwrap();
            }
        }
        out
    }
}

/// A part of a whole, from 0 to 1.
#[expect(clippy::cast_precision_loss, reason = "small numbers")]
pub(super) fn share(part: usize, whole: usize) -> f64 {
    part as f64 / whole as f64
}
