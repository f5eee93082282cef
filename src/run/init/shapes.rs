//! Folders of TOML of a shape of their own: charters under other names, and maps for teams, people and who reviews what.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use crate::base::error::Error;
use crate::base::fix::quoted;
use crate::base::path::RepoPath;
use crate::base::suggest::counted;
use crate::config::Config;
use crate::document::Document;
use crate::document::table::Table;
use crate::io::worktree::Worktree;

/// Files of a folder that are looked into.
const SAMPLE: usize = 250;
/// Keys under which files of teams list people, and the role that this is.
const LISTS: &[(&str, Option<&str>)] = &[
    ("leads", Some("team-lead")),
    ("lead", Some("team-lead")),
    ("maintainers", Some("maintainer")),
    ("members", None),
    ("owners", None),
    ("reviewers", None),
    ("approvers", None),
    ("people", None),
];
/// Keys under which a person's handle stands.
const HANDLES: &[&str] = &["github", "handle", "login", "username", "gitlab"];
/// TOML that is never about people.
const TOOLS: &[&str] = &["cargo.toml", "pyproject.toml", "rustfmt.toml", "clippy.toml", "netlify.toml", "book.toml"];

/// What folders of TOML hold.
#[derive(Default)]
pub(super) struct Shapes {
    /// Patterns of charters in TOML under other names.
    pub(super) charters: Vec<String>,
    /// Maps for TOML of other shapes, as they are written.
    pub(super) maps: Vec<String>,
    /// What the maps are about.
    pub(super) mapped: Vec<String>,
}

impl Shapes {
    pub(super) fn of(worktree: &Worktree, config: &Config, files: &[RepoPath]) -> Result<Self, Error> {
        let mut found = Self::default();
        let mut folders: BTreeMap<&str, Vec<&RepoPath>> = BTreeMap::new();
        let is_tool = |path: &RepoPath| TOOLS.contains(&path.file_name().to_ascii_lowercase().as_str());
        let other = |path: &&RepoPath| path.as_str().ends_with(".toml") && config.format_of(path, false).is_none();
        for path in files.iter().filter(other).filter(|path| !is_tool(path)) {
            folders.entry(path.folder()).or_default().push(path);
        }
        for (folder, paths) in folders {
            let mut shapes: BTreeMap<Shape, usize> = BTreeMap::new();
            let mut read = 0;
            // From the whole folder: names that sort together may be of one kind.
            for path in paths.iter().step_by(paths.len().div_ceil(SAMPLE)) {
                let Some(text) = worktree.text(path)? else { continue };
                let Ok(document) = Document::parse(&text) else { continue };
                read += 1;
                for shape in Shape::all_of(&document.root()) {
                    *shapes.entry(shape).or_default() += 1;
                }
            }
            // Lists are often empty; what else a file is, most files of the folder are.
            let is_common = |(shape, count): &(Shape, usize)| match shape {
                Shape::List { .. } => *count >= 2 && count * 8 >= read,
                _ => count * 2 >= read,
            };
            let common: BTreeSet<Shape> = shapes.into_iter().filter(is_common).map(|(shape, _)| shape).collect();
            // One file may look like anything; a folder of them, or one that says whom to ask, does not.
            if paths.len() > 1 || common.contains(&Shape::Triage) {
                found.propose(folder, &paths, &common);
            }
        }
        Ok(found)
    }

    fn propose(&mut self, folder: &str, paths: &[&RepoPath], common: &BTreeSet<Shape>) {
        let pattern = if folder.is_empty() { "/*.toml".to_owned() } else { format!("/{folder}/*.toml") };
        if common.contains(&Shape::Charter) {
            self.charters.push(pattern);
            return;
        }
        if common.contains(&Shape::Triage) {
            self.maps.push(TRIAGE.to_owned());
            self.mapped.push("triagebot.toml, which says who reviews what".to_owned());
            return;
        }
        let mut lists: BTreeMap<&String, (Option<&String>, Option<&str>)> = BTreeMap::new();
        for shape in common {
            if let Shape::List { path, handle, role } = shape {
                let known = lists.entry(path).or_insert((None, *role));
                known.0 = known.0.or(handle.as_ref());
            }
        }
        let count = counted(paths.len(), "TOML file");
        if !lists.is_empty() {
            let named = common.contains(&Shape::Named);
            self.maps.push(team_map(&pattern, &lists, named));
            self.mapped.push(format!("{count} in {folder}/ that list the people of a team"));
        } else if let Some(Shape::Person { handle, named }) =
            common.iter().find(|shape| matches!(shape, Shape::Person { .. }))
        {
            let name = if *named { "name = \"name\"\n" } else { "" };
            self.maps.push(format!(
                "# Each file of {pattern} is a person.\n[[map]]\nfiles = [{}]\n\n[[map.person]]\neach = \".\"\n\
                 handle = \"{handle}\"\n{name}",
                quoted(&pattern)
            ));
            self.mapped.push(format!("{count} in {folder}/ that introduce a person each"));
        }
    }
}

const TRIAGE: &str = "# Who reviews which paths.\n[[map]]\nfiles = [\"**/triagebot.toml\"]\n\n[[map.own]]\n\
                      each = \"assign.owners.*\"\npath = \"@key\"\nowner = [\".\", \"[]\"]\n";

fn team_map(pattern: &str, lists: &BTreeMap<&String, (Option<&String>, Option<&str>)>, named: bool) -> String {
    let mut map = format!("# Each file of {pattern} is a team.\n[[map]]\nfiles = [{}]\n", quoted(pattern));
    if named {
        map.push_str("\n[map.team]\nid = \"name\"\n");
    }
    for (path, (handle, role)) in lists {
        let handle = match handle {
            Some(key) => format!("[\".\", {}]", quoted(key)),
            None => "\".\"".to_owned(),
        };
        let _ = write!(map, "\n[[map.member]]\neach = {}\nhandle = {handle}\n", quoted(&format!("{path}[]")));
        if let Some(role) = role {
            let _ = writeln!(map, "role = {{ is = {} }}", quoted(role));
        }
    }
    map
}

/// What a TOML file seems to be.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Shape {
    /// A charter of ours under another name.
    Charter,
    /// Paths with who reviews them.
    Triage,
    /// It names itself.
    Named,
    /// A person, with the key of the handle, and whether there is a name.
    Person { handle: &'static str, named: bool },
    /// A list of people: its key path, the key of the handle where people are tables, and their role.
    List { path: String, handle: Option<String>, role: Option<&'static str> },
}

impl Shape {
    fn all_of(root: &Table<'_>) -> Vec<Self> {
        let mut shapes = Vec::new();
        if root.table("team").is_some() && (root.has("member") || root.has("duty")) {
            return vec![Self::Charter];
        }
        if root.table("assign").is_some_and(|assign| assign.table("owners").is_some()) {
            return vec![Self::Triage];
        }
        let named = root.name_at("name").is_some();
        if named {
            shapes.push(Self::Named);
        }
        if let Some(handle) = HANDLES.iter().copied().find(|key| root.name_at(key).is_some()) {
            shapes.push(Self::Person { handle, named });
        }
        lists(root, "", &mut shapes);
        for (key, value) in root.entries() {
            if let Some(inner) = value.table(String::new()) {
                lists(&inner, &format!("{}.", key.value), &mut shapes);
            }
        }
        shapes
    }
}

fn lists(table: &Table<'_>, above: &str, shapes: &mut Vec<Shape>) {
    for (key, role) in LISTS {
        let Some(list) = table.value(key) else { continue };
        let text = list.items().any(|item| item.as_text().is_some());
        let handle = list.items().filter_map(|item| item.table(String::new())).find_map(|person| {
            HANDLES.iter().find(|handle| person.name_at(handle).is_some()).map(|handle| (*handle).to_owned())
        });
        if text || handle.is_some() {
            shapes.push(Shape::List { path: format!("{above}{key}"), handle, role: *role });
        }
    }
}
