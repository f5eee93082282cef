//! The course of what is carried and found: a table with small lines, JSON (version 1), and a picture.

use std::fmt::Write as _;

use super::{clean, spark, table};
use crate::base::suggest::counted;
use crate::picture::course::{Course, Point};

/// A line of blocks is at most so wide.
const WIDEST: usize = 60;

/// A number of a step.
pub(super) type Number = fn(&Point) -> usize;

/// What is followed, in the order in which it is shown.
pub(super) const FOLLOWED: [(&str, Number); 4] = [
    ("carried", |point| point.carried),
    ("stretch", |point| point.stretch),
    ("out", |point| point.out),
    ("findings", Point::findings),
];

/// The numbers of one thing that is followed.
pub(super) fn values(course: &Course, of: Number) -> Vec<usize> {
    course.points.iter().map(of).collect()
}

/// `28 → 31`.
pub(super) fn from_to(values: &[usize]) -> String {
    match (values.first(), values.last()) {
        (Some(first), Some(last)) => format!("{first} \u{2192} {last}"),
        _ => String::new(),
    }
}

/// What it is the course of.
pub(super) fn title(course: &Course) -> String {
    let whose = course.whose.as_deref().map_or_else(|| "everybody".to_owned(), str::to_owned);
    format!("What {whose} carries, every {} since {}", course.every, course.since)
}

/// For a terminal of a width.
#[must_use]
pub(crate) fn text(course: &Course, width: Option<u16>) -> String {
    let mut out = format!("{}\n\n", clean::line(&title(course)));
    for (name, of) in FOLLOWED {
        let values = values(course, of);
        let _ = writeln!(out, "{name:<9} {}  {}", spark::blocks(&values, WIDEST), from_to(&values));
    }
    out.push('\n');
    let cells = |point: &Point| {
        let numbers = [point.carried, point.core, point.shared, point.stretch, point.out, point.not_judged];
        let [carried, core, shared, stretch, beyond, not_judged] = numbers.map(|count| count.to_string());
        let commit = format!("{:.10}", point.commit);
        let [errors, warnings, advice] = [point.errors, point.warnings, point.advice].map(|count| count.to_string());
        [point.day.clone(), carried, core, shared, stretch, beyond, not_judged, errors, warnings, advice, commit]
    };
    const HEADER: [&str; 11] = [
        "UNTIL",
        "CARRIED",
        "CORE",
        "SHARED",
        "STRETCH",
        "OUT",
        "NOT JUDGED",
        "ERRORS",
        "WARNINGS",
        "ADVICE",
        "COMMIT",
    ];
    let spare = ["COMMIT", "NOT JUDGED", "ADVICE", "CORE", "SHARED", "WARNINGS"];
    let shown = changing(course);
    out.push_str(&table::render(HEADER, shown.iter().map(|point| cells(point)), width, &spare));
    if shown.len() < course.points.len() {
        let _ =
            writeln!(out, "\n{} like the one before are left out", counted(course.points.len() - shown.len(), "step"));
    }
    out
}

/// The steps that are not like the one before, and the last one.
pub(super) fn changing(course: &Course) -> Vec<&Point> {
    let points = &course.points;
    let numbers = |point: &Point| Point { day: String::new(), commit: String::new(), ..point.clone() };
    let is_shown = |at: usize| at == 0 || at + 1 == points.len() || numbers(&points[at]) != numbers(&points[at - 1]);
    points.iter().enumerate().filter(|(at, _)| is_shown(*at)).map(|(_, point)| point).collect()
}

/// One JSON object, indented.
#[must_use]
pub(crate) fn json(course: &Course) -> String {
    let mut output = serde_json::json!({ "version": 1 });
    let course = serde_json::to_value(course).expect("internal error: plain data is always JSON");
    if let (Some(output), serde_json::Value::Object(course)) = (output.as_object_mut(), course) {
        output.extend(course);
    }
    format!("{output:#}\n")
}

/// Colours for light pages and dark ones.
const STYLE: &str = ".p{fill:#fff}text{fill:#1f2328;font:14px system-ui,sans-serif}.t{font-weight:600;font-size:16px}.n{fill:#59636e}\
.carried,.findings{stroke:#0550ae}.stretch{stroke:#9a6700}.out{stroke:#b3261e}path{fill:none;stroke-width:2}.b{stroke:#d1d9e0;stroke-width:1}\
@media(prefers-color-scheme:dark){.p{fill:#0d1117}text{fill:#e6edf3}.n{fill:#9198a1}.carried,.findings{stroke:#79c0ff}.stretch{stroke:#e3b341}\
.out{stroke:#ff7b72}.b{stroke:#3d444d}}";

/// A picture that loads nothing: a line for each thing that is followed, with its numbers in words.
#[must_use]
pub(crate) fn svg(course: &Course) -> String {
    const WIDE: usize = 360;
    const HIGH: usize = 40;
    const ROW: usize = 64;
    let (width, height) = (640, 64 + ROW * FOLLOWED.len());
    let title = clean::html(&title(course));
    let mut said = Vec::new();
    let mut rows = String::new();
    for (at, (name, of)) in FOLLOWED.into_iter().enumerate() {
        let (values, top) = (values(course, of), 56 + at * ROW);
        let most = values.iter().max().copied().unwrap_or(0);
        said.push(format!("{name}: {}, at most {most}", from_to(&values)));
        let _ = writeln!(
            rows,
            "<text x=\"20\" y=\"{}\">{name}</text><g transform=\"translate(120 {top})\"><path class=\"b\" d=\"M0 {HIGH}h{WIDE}\"/><path \
             class=\"{name}\" d=\"{}\"/></g><text class=\"n\" x=\"500\" y=\"{}\">{}</text>",
            top + 26,
            spark::path(&values, WIDE, HIGH),
            top + 26,
            from_to(&values),
        );
    }
    let ends = match (course.points.first(), course.points.last()) {
        (Some(first), Some(last)) => format!(
            "<text class=\"n\" x=\"120\" y=\"{0}\">{1}</text><text class=\"n\" x=\"480\" y=\"{0}\" text-anchor=\"end\">{2}</text>\n",
            height - 6,
            first.day,
            last.day
        ),
        _ => String::new(),
    };
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" role=\"img\" \
         aria-labelledby=\"title description\">\n<title id=\"title\">{title}</title>\n<desc id=\"description\">{}</desc>\n\
         <style>{STYLE}</style>\n<rect class=\"p\" width=\"{width}\" height=\"{height}\"/>\n<text class=\"t\" x=\"20\" \
         y=\"32\">{title}</text>\n{rows}{ends}</svg>\n",
        clean::html(&said.join("; ")),
    )
}
