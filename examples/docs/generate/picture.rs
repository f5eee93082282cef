//! The picture of a terminal in the README: what `drawline lint` prints of the sample, in colours, for light and dark pages.
//!
//! The text is the program's own, and the letters are the reader's: no font is fetched.

use anstyle_svg::Term;

/// What is typed.
const COMMAND: &str = "drawline lint fixtures/overstretched";
/// How the last finding begins, which is shown with what follows: errors come last.
const FROM: &str = "error[";
const TITLE: &str = "drawline lint in a terminal";

/// Colours by what `anstyle-svg` calls them; each has a contrast of at least 4.5 on its page.
const DARK: &[(&str, &str)] = &[
    ("fg", "#e6edf3"),
    ("bg", "#0d1117"),
    ("fg-red", "#ff7b72"),
    ("fg-blue", "#79c0ff"),
    ("fg-yellow", "#e3b341"),
    ("fg-cyan", "#56d4dd"),
    ("fg-green", "#7ee787"),
    ("fg-magenta", "#d2a8ff"),
];
const LIGHT: &[(&str, &str)] = &[
    ("fg", "#1f2328"),
    ("bg", "#ffffff"),
    ("fg-red", "#b3261e"),
    ("fg-blue", "#0550ae"),
    ("fg-yellow", "#7d4e00"),
    ("fg-cyan", "#0b5c66"),
    ("fg-green", "#116329"),
    ("fg-magenta", "#7a3db8"),
];

/// The pictures; `run` answers what drawline prints.
pub(super) fn pictures(run: &dyn Fn(&[&str]) -> String) -> Vec<(String, String)> {
    let args: Vec<&str> = COMMAND.split(' ').skip(1).chain(["--color", "always"]).collect();
    let answer = run(&args);
    let lines: Vec<&str> = answer.trim_end().lines().collect();
    let from = lines.iter().rposition(|line| plain(line).starts_with(FROM)).expect("the sample has an error");
    let shown = lines[from..].join("\n");
    let svg = Term::new().min_width_px(840).render_svg(&format!("$ {COMMAND}\n…\n{shown}"));
    let picture =
        |name: &str, colours| (format!("docs/terminal-{name}.svg"), in_colours(&described(&svg, &shown), colours));
    vec![picture("dark", DARK), picture("light", LIGHT)]
}

/// A picture with a title and the text that it shows, for who does not see it.
fn described(svg: &str, shown: &str) -> String {
    let escaped = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let (head, body) = svg.split_once('\n').expect("an SVG has several lines");
    let head = head.replace("<svg ", "<svg role=\"img\" aria-labelledby=\"title description\" ");
    format!(
        "{head}\n  <title id=\"title\">{TITLE}</title>\n  <desc id=\"description\">$ {COMMAND}\n{}</desc>\n{body}",
        escaped(&plain(shown))
    )
}

/// Text without its colours.
fn plain(text: &str) -> String {
    anstream::adapter::strip_str(text).to_string()
}

/// A picture in the colours of a page; a colour that has no name there would be hard to read.
fn in_colours(svg: &str, colours: &[(&str, &str)]) -> String {
    let line = |line: &str| {
        let Some((name, rest)) = line.strip_prefix("    .").and_then(|rest| rest.split_once(" { fill: ")) else {
            return format!("{line}\n");
        };
        let colour = colours.iter().find(|(known, _)| *known == name.replace("bright-", "")).map(|(_, colour)| *colour);
        let colour = colour.unwrap_or_else(|| panic!("give `{name}` a colour in examples/docs/generate/picture.rs"));
        format!("    .{name} {{ fill: {colour}{}\n", &rest[rest.find(' ').unwrap_or(0)..])
    };
    svg.lines().map(line).collect()
}
