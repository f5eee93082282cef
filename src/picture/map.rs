//! The map: teams by the part of the organisation that they are in, and what crosses between them: people who are in several,
//! and work that was handed over. It stays small enough to read: many teams become the parts that they are in.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::Around;
use super::change::Change;
use super::grid::{Grid, Part, by_team};
use crate::base::suggest::counted;
use crate::load::{Whose, sum};
use crate::org::{Person, Team};
use crate::rule::bench::Bench;

/// More teams than these are shown as the parts that they are in.
const TEAMS: usize = 24;
/// More people who are in several teams than these are shown as a line between the teams.
const PEOPLE: usize = 24;

/// A map.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Map {
    /// Parts of the organisation, each with the numbers of its nodes. A node that is in none stands for itself.
    pub(crate) groups: Vec<(Arc<str>, Vec<usize>)>,
    /// Teams, parts and people.
    pub(crate) nodes: Vec<Node>,
    /// What lies between them.
    pub(crate) edges: Vec<Edge>,
}

/// A team, a part of the organisation, or a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Node {
    /// What it is called.
    pub(crate) name: Arc<str>,
    /// What else is said of it.
    pub(crate) about: String,
    /// Whether it is a person.
    pub(crate) is_person: bool,
    /// Whether something there is over the line.
    pub(crate) is_over: bool,
}

/// Something between two nodes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Edge {
    /// The number of a node.
    pub(crate) from: usize,
    /// The number of another one.
    pub(crate) to: usize,
    /// What is said of it.
    pub(crate) label: String,
    /// Work that was handed over; else somebody who is in both, or in the team.
    pub(crate) moved: bool,
}

impl Map {
    /// Puts other names in the place of people.
    pub(crate) fn rename(&mut self, text: impl Fn(&str) -> String) {
        self.groups.iter_mut().for_each(|(name, _)| *name = text(name).into());
        for node in &mut self.nodes {
            (node.name, node.about) = (text(&node.name).into(), text(&node.about));
        }
        self.edges.iter_mut().for_each(|edge| edge.label = text(&edge.label));
        self.sort_people();
    }

    /// People by their names: the order of handles would tell them.
    fn sort_people(&mut self) {
        let places: Vec<usize> = (0..self.nodes.len()).filter(|at| self.nodes[*at].is_person).collect();
        let mut sorted = places.clone();
        sorted.sort_by(|a, b| self.nodes[*a].name.cmp(&self.nodes[*b].name));
        let before = self.nodes.clone();
        let mut moved: Vec<usize> = (0..self.nodes.len()).collect();
        for (to, from) in places.iter().zip(sorted) {
            (self.nodes[*to], moved[from]) = (before[from].clone(), *to);
        }
        for edge in &mut self.edges {
            (edge.from, edge.to) = (moved[edge.from], moved[edge.to]);
        }
        self.edges.sort_by_key(|edge| (edge.moved, edge.from, edge.to));
    }
}

/// The map of all teams, or of one of them with all its people; with a change, what was handed over by it.
#[must_use]
pub(crate) fn map(around: &Around<'_>, team: Option<&Arc<str>>, change: Option<&Change>) -> Map {
    let grids = by_team(around, &Part::default());
    let drawn = Drawn {
        around,
        over: grids.iter().filter_map(|grid| Some((grid.team.clone()?, grid))).collect(),
        map: Map::default(),
        numbers: BTreeMap::new(),
    };
    match team {
        Some(team) => drawn.zoomed(team, change),
        None if around.org.teams.values().count() > TEAMS => drawn.parts(change),
        None => drawn.teams(change),
    }
}

/// What a node stands for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Team(Arc<str>),
    Part(Arc<str>),
    Person(Arc<str>),
}

/// How large a part of the organisation is.
#[derive(Default)]
struct Extent<'a> {
    teams: usize,
    people: BTreeSet<&'a Arc<str>>,
    /// How much in it is over the line.
    over: usize,
}

struct Drawn<'a> {
    around: &'a Around<'a>,
    over: BTreeMap<Arc<str>, &'a Grid>,
    map: Map,
    numbers: BTreeMap<Key, usize>,
}

impl Drawn<'_> {
    /// All teams, and whoever is in several.
    fn teams(mut self, change: Option<&Change>) -> Map {
        for team in self.around.org.teams.values() {
            self.team(team);
        }
        let several: Vec<&Person> = self.around.org.people.values().filter(|person| person.teams.len() > 1).collect();
        if several.len() <= PEOPLE {
            for person in several {
                self.person(person);
            }
        } else {
            self.shared(several.iter().map(|person| person.teams.keys().cloned().map(Key::Team).collect()));
        }
        self.moved(change, &|team| Key::Team(team.clone()));
        self.finished()
    }

    /// Parts of the organisation in the place of their teams.
    fn parts(mut self, change: Option<&Change>) -> Map {
        let org = self.around.org;
        let of_team: BTreeMap<Arc<str>, Arc<str>> =
            org.teams.values().map(|team| (team.id.clone(), self.part_of(team))).collect();
        let part_of = |id: &Arc<str>| of_team.get(id).cloned().unwrap_or_else(|| id.clone());
        let mut parts: BTreeMap<Arc<str>, Extent<'_>> = BTreeMap::new();
        for team in org.teams.values() {
            let part = parts.entry(part_of(&team.id)).or_default();
            part.teams += 1;
            part.people.extend(team.members.iter().map(|member| &member.person));
            part.over += self.over.get(&team.id).map_or(0, |grid| grid.over());
        }
        for (name, Extent { teams, people, over }) in parts {
            let about = [counted(teams, "team"), of_people(people.len()), over_the_line(over)];
            self.node(Key::Part(name.clone()), name, about.join(", "), over > 0);
        }
        let people = org
            .people
            .values()
            .map(|person| person.teams.keys().map(|team| Key::Part(part_of(team))).collect::<BTreeSet<Key>>());
        self.shared(people.collect::<Vec<_>>().into_iter());
        self.moved(change, &|team| Key::Part(part_of(team)));
        self.map
    }

    /// One team with its people, and the other teams that these are in.
    fn zoomed(mut self, id: &Arc<str>, change: Option<&Change>) -> Map {
        let org = self.around.org;
        let Some(team) = org.teams.get(id) else { return self.map };
        self.team(team);
        let mut people: BTreeSet<&Arc<str>> = team.members.iter().map(|member| &member.person).collect();
        people.extend(org.people.values().filter(|person| person.teams.contains_key(id)).map(|person| &person.handle));
        for person in people.into_iter().filter_map(|handle| org.people.get(handle)) {
            for other in person.teams.keys().filter_map(|id| org.teams.get(id)) {
                self.team(other);
            }
            self.person(person);
        }
        for row in change.iter().flat_map(|change| &change.impact.rows).filter(|row| row.team == *id) {
            let carriers = |parts: &[(String, crate::base::involvement::Involvement)]| -> BTreeSet<Arc<str>> {
                parts.iter().filter(|(_, how)| how.carries()).map(|(holder, _)| holder.as_str().into()).collect()
            };
            let (gains, losses) = (carriers(&row.gains), carriers(&row.losses));
            for from in losses.difference(&gains) {
                for to in gains.difference(&losses) {
                    let work = self.around.policy.taxonomy.title(&row.activity).to_owned();
                    self.edge(&Key::Person(from.clone()), &Key::Person(to.clone()), work, true);
                }
            }
        }
        self.finished()
    }

    fn node(&mut self, key: Key, name: Arc<str>, about: String, is_over: bool) -> usize {
        let is_person = matches!(key, Key::Person(_));
        self.map.nodes.push(Node { name, about, is_person, is_over });
        self.numbers.insert(key, self.map.nodes.len() - 1);
        self.map.nodes.len() - 1
    }

    fn team(&mut self, team: &Team) {
        let key = Key::Team(team.id.clone());
        if self.numbers.contains_key(&key) {
            return;
        }
        let grid = self.over.get(&team.id);
        let (rows, over) = grid.map_or((0, 0), |grid| (grid.rows.len(), grid.over()));
        let people: BTreeSet<_> = team.members.iter().map(|member| &member.person).collect();
        let about = [of_people(people.len()), counted(rows, "row") + " of work", over_the_line(over)];
        let number = self.node(key, team.shown_name().into(), about.join(", "), over > 0);
        let part = self.part_of(team);
        match self.map.groups.iter_mut().find(|(name, _)| *name == part) {
            Some((_, nodes)) => nodes.push(number),
            None => self.map.groups.push((part, vec![number])),
        }
    }

    /// The part of the organisation that a team is in: the folder that holds its folder, else the team above; else itself.
    fn part_of(&self, team: &Team) -> Arc<str> {
        let folder = team.introduced.first().map(|at| at.path.folder());
        let parts: Vec<&str> = folder.map(|folder| folder.split('/').collect()).unwrap_or_default();
        match parts.as_slice() {
            // `teams/payments/checkout/charter.toml`
            [_, .., part, _] => (*part).into(),
            _ => team.parent.as_ref().map_or_else(|| team.id.clone(), |parent| parent.value.clone()),
        }
    }

    /// Parts of several teams, by their names.
    fn finished(mut self) -> Map {
        self.map.groups.retain(|(_, nodes)| nodes.len() > 1);
        for (name, _) in &mut self.map.groups {
            if let Some(team) = self.around.org.teams.get(name) {
                *name = team.shown_name().into();
            }
        }
        self.map
    }

    /// A person, with a line to each team that is on the map.
    fn person(&mut self, person: &Person) {
        let around = self.around;
        let titles = around.org.titles(person, |role| around.policy.taxonomy.role_title(role).to_owned());
        let is_own = |column: &crate::picture::grid::Column| column.label == person.handle;
        let over = self
            .over
            .values()
            .flat_map(|grid| grid.rows.iter().flat_map(|row| &row.cells).map(move |cell| (grid, cell)));
        let over = over.filter(|(grid, cell)| cell.mark.is_over() && is_own(&grid.columns[cell.column])).count();
        let key = Key::Person(person.handle.clone());
        self.node(key.clone(), person.handle.clone(), titles.join(", "), over > 0);
        let (bench, whose) = (Bench::default(), Whose::Person(&person.handle));
        let scene = around.policy.scene(around.org, around.today, &bench);
        for team in person.teams.keys() {
            let carried = around.org.teams.get(team).map_or(0, |of| sum(&scene, of, whose).carried);
            let label = if carried == 0 { String::new() } else { format!("carries {carried}") };
            self.edge(&key, &Key::Team(team.clone()), label, false);
        }
    }

    /// Lines between what people are in at once, with how many they are.
    fn shared(&mut self, people: impl Iterator<Item = BTreeSet<Key>>) {
        let mut counts: BTreeMap<(Key, Key), usize> = BTreeMap::new();
        for places in people {
            let places: Vec<Key> = places.into_iter().collect();
            for (at, one) in places.iter().enumerate() {
                for other in &places[at + 1..] {
                    *counts.entry((one.clone(), other.clone())).or_default() += 1;
                }
            }
        }
        for ((from, to), count) in counts {
            let label = if count == 1 { "1 person in both".to_owned() } else { format!("{count} people in both") };
            self.edge(&from, &to, label, false);
        }
    }

    /// Work that one place lost and another gained.
    fn moved(&mut self, change: Option<&Change>, place: &dyn Fn(&Arc<str>) -> Key) {
        let Some(change) = change else { return };
        let carried =
            |parts: &[(String, crate::base::involvement::Involvement)]| parts.iter().any(|(_, how)| how.carries());
        let rows = || change.impact.rows.iter();
        let mut edges: BTreeMap<(Key, Key), Vec<String>> = BTreeMap::new();
        for lost in rows().filter(|row| carried(&row.losses) && !carried(&row.gains)) {
            let gained =
                rows().filter(|row| carried(&row.gains) && !carried(&row.losses) && row.activity == lost.activity);
            for gained in gained.filter(|gained| place(&gained.team) != place(&lost.team)) {
                let work = self.around.policy.taxonomy.title(&lost.activity).to_owned();
                edges.entry((place(&lost.team), place(&gained.team))).or_default().push(work);
            }
        }
        for ((from, to), works) in edges {
            let label = if works.len() > 3 { counted(works.len(), "kind") + " of work" } else { works.join(", ") };
            self.edge(&from, &to, label, true);
        }
    }

    fn edge(&mut self, from: &Key, to: &Key, label: String, moved: bool) {
        if let (Some(from), Some(to)) = (self.numbers.get(from).copied(), self.numbers.get(to).copied()) {
            self.map.edges.push(Edge { from, to, label, moved });
        }
    }
}

fn of_people(count: usize) -> String {
    if count == 1 { "1 person".to_owned() } else { format!("{count} people") }
}

fn over_the_line(over: usize) -> String {
    if over == 0 { "nothing over the line".to_owned() } else { format!("{over} over the line") }
}
