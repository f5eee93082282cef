//! Which files of code owners count. Each host reads the first of its places that is there, and no other.
//!
//! Which hosts keep a repository is shown by, in this order: the configuration's `codeowners-host`; a file in `.github/` or
//! `.gitlab/`; a text that only GitLab can read; a pipeline of GitLab's where there is no workflow of GitHub's. Where nothing
//! shows it, the host is GitHub.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use super::{FileNode, Org};
use crate::base::path::RepoPath;
use crate::owners::Host;
use crate::read::host_sign;
use crate::read::reading::{CodeLaw, Reading};

/// Whether, and by whose law, a file of code owners counts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Standing {
    /// It counts as it was read; so does every file of another kind.
    #[default]
    Counts,
    /// It counts by GitLab's law, although its text leaves that open.
    AsGitLab,
    /// Nobody reads it.
    Dead {
        /// The host that could.
        host: Host,
        /// The file that the host reads instead; `None` where it never looks there.
        instead: Option<RepoPath>,
    },
}

impl FileNode {
    /// What the file says by the law that it counts by; nothing where nobody reads it.
    #[must_use]
    pub(crate) fn said(&self) -> &Reading {
        static NOTHING: OnceLock<Reading> = OnceLock::new();
        match (&self.standing, &self.reading.code) {
            (Standing::Dead { .. }, _) => NOTHING.get_or_init(Reading::default),
            (Standing::AsGitLab, Some(code)) => code.as_gitlab.as_ref().unwrap_or(&self.reading),
            _ => &self.reading,
        }
    }

    /// The host that reads it, for a file of code owners that counts.
    #[must_use]
    pub(crate) fn host(&self) -> Option<Host> {
        self.said().code.as_ref().map(|code| code.host)
    }
}

impl Org {
    /// Decides anew which files of code owners count, and names those for which that has changed.
    pub(super) fn settle(&mut self, said: Option<Host>) -> Vec<RepoPath> {
        let mut files: BTreeMap<RepoPath, CodeLaw> = BTreeMap::new();
        let (mut pipeline, mut workflow) = (false, false);
        for path in self.code_files.keys() {
            match host_sign(path) {
                Some(Host::GitLab) => pipeline = true,
                Some(Host::GitHub) => workflow = true,
                None => {
                    let law = self.files.get(path).and_then(|node| node.reading.code.as_deref());
                    files.extend(law.map(|law| (path.clone(), law.clone())));
                }
            }
        }
        let mut moved = Vec::new();
        for (path, standing) in Hosts::of(&files, said, pipeline && !workflow, workflow).standings(&files) {
            let Some(node) = self.files.get(&path).filter(|node| node.standing != standing) else { continue };
            let node = FileNode { standing, paths: std::sync::Arc::default(), ..node.clone() };
            self.files.insert(path.clone(), node);
            moved.push(path);
        }
        moved
    }
}

/// The hosts that keep a repository, each with the file that it reads.
struct Hosts(Vec<(Host, Option<RepoPath>)>);

impl Hosts {
    fn of(files: &BTreeMap<RepoPath, CodeLaw>, said: Option<Host>, pipeline: bool, workflow: bool) -> Self {
        let lies_in = |folder: &str| files.keys().any(|path| path.folder() == folder);
        let speaks = files.values().any(|law| law.speaks_gitlab && law.host == Host::GitLab);
        let gitlab = said.map_or_else(|| lies_in(".gitlab") || speaks || pipeline, |host| host == Host::GitLab);
        let github = said.map_or_else(|| lies_in(".github") || workflow || !gitlab, |host| host == Host::GitHub);
        let there = |host: Host| host.places().into_iter().filter_map(RepoPath::new).find(|p| files.contains_key(p));
        let kept = [(Host::GitHub, github), (Host::GitLab, gitlab)];
        Self(kept.into_iter().filter(|(_, keeps)| *keeps).map(|(host, _)| (host, there(host))).collect())
    }

    fn standings(&self, files: &BTreeMap<RepoPath, CodeLaw>) -> Vec<(RepoPath, Standing)> {
        files.iter().map(|(path, law)| (path.clone(), self.standing(path, law))).collect()
    }

    fn standing(&self, path: &RepoPath, law: &CodeLaw) -> Standing {
        let is_place = |host: Host| host.places().contains(&path.as_str());
        if !is_place(Host::GitHub) && !is_place(Host::GitLab) {
            // Only the configuration can have named it.
            let only_gitlab = self.0.iter().all(|(host, _)| *host == Host::GitLab);
            return if only_gitlab && law.as_gitlab.is_some() { Standing::AsGitLab } else { Standing::Counts };
        }
        let readers: Vec<Host> =
            self.0.iter().filter(|(_, first)| first.as_ref() == Some(path)).map(|(host, _)| *host).collect();
        match readers.as_slice() {
            [] => {
                let (host, instead) = self
                    .0
                    .iter()
                    .find(|(host, _)| is_place(*host))
                    .or_else(|| self.0.first())
                    .map_or((Host::GitHub, None), |(host, first)| (*host, first.clone().filter(|_| is_place(*host))));
                Standing::Dead { host, instead }
            }
            [Host::GitLab] if law.as_gitlab.is_some() => Standing::AsGitLab,
            _ => Standing::Counts,
        }
    }
}
