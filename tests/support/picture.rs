//! Draws what stands on a terminal as SVG: text that can be selected and read aloud, on a ground of
//! its own, so that it is legible on light and dark pages alike.

use std::fmt::Write as _;
use std::path::Path;

use hfenv::vars::Env;

/// Measures in pixels: a cell, and what is left around the text.
const CELL: f64 = 8.4;
const LINE: usize = 21;
const SIDE: f64 = 20.0;
const BAR: usize = 36;
const GROUND: &str = "#161b22";
const INK: &str = "#e6edf3";
const EDGE: &str = "#57606a";
const FAINT: &str = "#9ea7b3";
const FONT: &str = "ui-monospace,SFMono-Regular,'DejaVu Sans Mono',Menlo,Consolas,monospace";

/// The sixteen colours, each with a contrast of more than 5 to the ground.
const COLOURS: [&str; 16] = [
    "#8b949e", "#ff7b72", "#56d364", "#e3b341", "#79c0ff", "#d2a8ff", "#56d4dd", INK, "#9ea7b3",
    "#ffa198", "#7ee787", "#f2cc60", "#a5d6ff", "#e2c5ff", "#76e3ea", "#ffffff",
];

/// Compares a picture with the committed one, or writes it where `HFENV_TEST_UPDATE` is set.
pub(crate) fn compare(name: &str, picture: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("docs/pictures/{name}.svg"));
    if Env::from_process().has("HFENV_TEST_UPDATE") {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, picture).unwrap();
        return;
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        kept == picture,
        "docs/pictures/{name}.svg is not what the terminal shows now; after a look, \
         HFENV_TEST_UPDATE=1 cargo nextest run front writes it anew. It shows:\n{}",
        lines(picture)
    );
}

/// The text of a picture, for a person who has to look at what changed.
fn lines(picture: &str) -> String {
    let rows = picture.lines().filter(|line| line.starts_with("<text"));
    rows.map(|row| {
        let parts = row.split('<').filter_map(|part| part.split_once('>').map(|(_, text)| text));
        parts.filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" ") + "\n"
    })
    .collect()
}

/// The picture of a screen, up to its last line with anything on it.
pub(crate) fn draw(screen: &vt100::Screen, title: &str, told: &str) -> String {
    let columns = screen.size().1.get();
    let rows = screen.rows(0, columns).collect::<Vec<_>>();
    let count = rows.iter().rposition(|row| !row.trim().is_empty()).map_or(0, |last| last + 1);
    let width = f64::from(columns).mul_add(CELL, 2.0 * SIDE).round();
    let height = BAR + 14 + count * LINE + 14;
    let (title, told) = (escaped(title), escaped(told));
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" \
         width=\"{width}\" height=\"{height}\" role=\"img\" aria-labelledby=\"title told\">\n\
         <title id=\"title\">{title}</title>\n<desc id=\"told\">{told}</desc>\n\
         <rect x=\".5\" y=\".5\" width=\"{}\" height=\"{}\" rx=\"9\" fill=\"{GROUND}\" \
         stroke=\"{EDGE}\"/>\n\
         <path d=\"M1 {BAR}.5H{}\" stroke=\"{EDGE}\" stroke-opacity=\".6\"/>\n\
         <g font-family=\"{FONT}\" font-size=\"14\" fill=\"{INK}\" xml:space=\"preserve\">\n\
         <text x=\"{}\" y=\"23\" font-size=\"13\" fill=\"{FAINT}\" \
         text-anchor=\"middle\">{title}</text>\n",
        width - 1.0,
        height - 1,
        width - 1.0,
        width / 2.0,
    );
    for row in 0..u16::try_from(count).unwrap() {
        let y = BAR + 14 + 15 + usize::from(row) * LINE;
        let runs = runs(screen, row, columns);
        if runs.is_empty() {
            continue;
        }
        write!(svg, "<text y=\"{y}\">").unwrap();
        for run in runs {
            run.write(&mut svg);
        }
        svg.push_str("</text>\n");
    }
    svg.push_str("</g>\n</svg>\n");
    svg
}

/// Cells beside each other that look alike.
struct Run {
    column: u16,
    text: String,
    width: u16,
    look: String,
}

impl Run {
    fn write(&self, svg: &mut String) {
        let x = f64::from(self.column).mul_add(CELL, SIDE);
        let length = f64::from(self.width) * CELL;
        let text = escaped(&self.text);
        // Fonts differ in their width; columns do not.
        write!(svg, "<tspan x=\"{x:.1}\" textLength=\"{length:.1}\"{}>{text}</tspan>", self.look)
            .unwrap();
    }
}

/// A row in runs, without the blanks between them.
fn runs(screen: &vt100::Screen, row: u16, columns: u16) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for column in 0..columns {
        let Some(cell) = screen.cell(row, column).filter(|cell| !cell.is_wide_continuation())
        else {
            continue;
        };
        let (text, look) = (cell.contents(), look(cell));
        let text = if text.is_empty() { " " } else { text };
        let width = if cell.is_wide() { 2 } else { 1 };
        match runs.last_mut() {
            Some(run) if run.look == look && !run.text.ends_with("  ") => {
                run.text.push_str(text);
                run.width += width;
            }
            _ => runs.push(Run { column, text: text.to_owned(), width, look }),
        }
    }
    for run in &mut runs {
        let inner = run.text.trim_start().len();
        let before = u16::try_from(run.text.len() - inner).unwrap();
        let after = u16::try_from(inner - run.text.trim().len()).unwrap();
        (run.column, run.width) = (run.column + before, run.width - before.min(run.width));
        run.width -= after.min(run.width);
        run.text = run.text.trim().to_owned();
    }
    runs.retain(|run| !run.text.is_empty());
    runs
}

/// The attributes that say how a cell looks.
fn look(cell: &vt100::Cell) -> String {
    let mut look = match cell.fgcolor() {
        vt100::Color::Default => String::new(),
        vt100::Color::Idx(index) => {
            let bright = if cell.bold() && index < 8 { index + 8 } else { index };
            format!(" fill=\"{}\"", COLOURS.get(usize::from(bright)).unwrap_or(&INK))
        }
        vt100::Color::Rgb(red, green, blue) => format!(" fill=\"#{red:02x}{green:02x}{blue:02x}\""),
    };
    if cell.bold() {
        look.push_str(" font-weight=\"bold\"");
    }
    if cell.dim() {
        look.push_str(" fill-opacity=\".75\"");
    }
    if cell.underline() {
        look.push_str(" text-decoration=\"underline\"");
    }
    look
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[test]
fn a_screen_becomes_text_in_its_columns_and_colours() {
    let parser = super::session::emulated("\x1b[1;32ma <b\x1b[0m    c\r\n\r\nd  \x1b[31me", 20);
    let svg = draw(parser.screen(), "A & B", "told");
    assert!(svg.contains("<title id=\"title\">A &amp; B</title>"), "{svg}");
    let first = "<tspan x=\"20.0\" textLength=\"33.6\" fill=\"#7ee787\" font-weight=\"bold\">\
                 a &lt;b</tspan><tspan x=\"87.2\" textLength=\"8.4\">c</tspan></text>";
    assert!(svg.contains(first), "{svg}");
    let last = "<tspan x=\"45.2\" textLength=\"8.4\" fill=\"#ff7b72\">e</tspan>";
    assert!(svg.contains(last) && svg.matches("<text").count() == 3, "{svg}");
    assert_eq!(lines(&svg), "A &amp; B\na &lt;b c\nd e\n");
}
