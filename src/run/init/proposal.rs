//! The configuration that `drawline init` proposes, as the text of a file.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;

use super::survey::Survey;
use crate::base::fix::quoted;
use crate::base::suggest::counted;
use crate::config::CHARTERS;
use crate::read::FORMATS;

/// A first charter; the team's name takes the place of `"TEAM"`.
pub(super) const CHARTER: &str = r#"# Who we are and who does what. `drawline explain` knows roles and activities by many names.
[team]
name = "TEAM"
mission = "What we are there for."

[[member]]
handle = "@somebody"
role = "product manager"

[[member]]
handle = "@somebody-else"
role = "engineering manager"

[[duty]]
activity = "roadmap"
accountable = "@somebody"
consulted = ["@somebody-else"]

[[duty]]
activity = "release approval"
accountable = "@somebody-else"
responsible = ["@somebody-else"]
consulted = ["@somebody"]
"#;

/// What a configuration is made of.
pub(super) struct Proposal<'a> {
    pub(super) profile: Arc<str>,
    pub(super) because: String,
    pub(super) survey: &'a Survey,
    /// What abbreviations mean, where somebody said so.
    pub(super) aliases: BTreeMap<String, String>,
    pub(super) ambiguous: Vec<Ambiguity>,
}

/// A name that could mean several roles.
#[derive(Clone)]
pub(super) struct Ambiguity {
    pub(super) text: String,
    pub(super) roles: Vec<Arc<str>>,
    /// How many files write it.
    pub(super) count: usize,
}

impl Ambiguity {
    pub(super) fn files(&self) -> String {
        counted(self.count, "file")
    }
}

impl Proposal<'_> {
    /// The file.
    pub(super) fn text(&self) -> String {
        let mut out =
            "# What drawline reads here, and where the line runs. `drawline explain NAME` says why.\n".to_owned();
        let _ = writeln!(out, "profile = {}   # {}", quoted(&self.profile), self.because);
        if self.survey.charters().next().is_some() {
            out.push_str("\n# The usual names, and what seems to say who does what under others.\ncharters = [\n");
            let own = self.survey.charters().map(String::as_str);
            let usual = || FORMATS.iter().filter_map(|format| format.usual()).filter(|usual| usual.key == CHARTERS);
            let rare = usual().flat_map(|usual| usual.rare).filter(|_| self.survey.has_other_pages);
            for pattern in usual().flat_map(|usual| usual.patterns).chain(rare).copied().chain(own) {
                let _ = writeln!(out, "    {},", quoted(pattern));
            }
            out.push_str("]\n");
        }
        let none = &self.survey.foreign.none;
        if !none.is_empty() {
            out.push_str("\n# Files by that name are another program's here.\n");
        }
        for key in none {
            let _ = writeln!(out, "{key} = []");
        }
        if !self.survey.exclude.is_empty() {
            let list: Vec<String> = self.survey.exclude.iter().map(|pattern| quoted(pattern)).collect();
            let _ = write!(
                out,
                "\n# Forms, samples, what is long past, and what is another program's.\nexclude = [\n    {},\n]\n",
                list.join(",\n    ")
            );
        }
        self.write_aliases(&mut out);
        for map in self.survey.shapes.maps.iter().chain(&self.survey.foreign.maps) {
            out.push('\n');
            out.push_str(map);
        }
        out
    }

    fn write_aliases(&self, out: &mut String) {
        let open: Vec<&Ambiguity> =
            self.ambiguous.iter().filter(|ambiguity| !self.aliases.contains_key(&ambiguity.text)).collect();
        if self.aliases.is_empty() && open.is_empty() {
            return;
        }
        out.push_str("\n# What a name means in this repository.\n[aliases]\n");
        for (name, role) in &self.aliases {
            let _ = writeln!(out, "{} = {}", quoted(name), quoted(role));
        }
        for ambiguity in open {
            let roles: Vec<String> = ambiguity.roles.iter().map(|role| quoted(role)).collect();
            let (first, others) = roles.split_first().map_or(("", &[][..]), |(first, others)| (first.as_str(), others));
            let files = ambiguity.files();
            let _ =
                writeln!(out, "# {} = {first}   # or {}; found in {files}", quoted(&ambiguity.text), others.join(", "));
        }
    }
}
