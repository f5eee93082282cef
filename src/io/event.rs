//! What started a run of a GitHub workflow, and which commits it brought.
//!
//! The names of commits are taken from the event alone, and each is looked up in the repository: what HEAD's parents happen to be
//! is the choice of whoever wrote the change. What is not understood stops the run; nothing is judged by a guess.

use std::path::PathBuf;

use serde::Deserialize;

use super::beginning::read_at_most;
use super::git::Git;
use crate::base::error::Error;
use crate::history::ObjectId;

/// GitHub's own limit for the payload of an event is 25 MB.
const LARGEST_PAYLOAD: u64 = crate::base::limits::EVENT.most as u64;

const DEEPER: &str = "set fetch-depth: 0 for actions/checkout";

/// What an event asks to judge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Asked {
    /// What `to` has and `from` has not.
    Change {
        /// The old end.
        from: ObjectId,
        /// The new end.
        to: ObjectId,
        /// Whether it lands as one change, whatever its commits did on the way.
        as_one: bool,
        /// Whose rules judge.
        rules: ObjectId,
    },
    /// A branch that was taken from one commit to another that does not come after it.
    Moved {
        /// Where it stood.
        from: ObjectId,
        /// Where it stands.
        to: ObjectId,
    },
    /// Everything in one commit, by its own rules: there is nothing to compare it with.
    Whole(ObjectId),
    /// A branch or tag that was deleted.
    Nothing,
}

/// What the environment says of an event.
#[derive(Debug, Default)]
pub(crate) struct Event {
    /// `GITHUB_EVENT_NAME`.
    pub(crate) name: String,
    /// `GITHUB_SHA`: the commit that the run is about, which for a pull request is the merge that GitHub made.
    pub(crate) commit: String,
    /// `GITHUB_REF`.
    pub(crate) reference: String,
    /// `GITHUB_EVENT_PATH`.
    pub(crate) payload: PathBuf,
}

/// The parts of a payload that say which commits an event brought.
#[derive(Debug, Default, Deserialize)]
struct Payload {
    pull_request: Option<PullRequest>,
    merge_group: Option<MergeGroup>,
    before: Option<String>,
    after: Option<String>,
    #[serde(default)]
    forced: bool,
    repository: Option<Repository>,
}

#[derive(Debug, Deserialize)]
struct PullRequest {
    base: End,
    head: Option<End>,
}

#[derive(Debug, Deserialize)]
struct End {
    sha: String,
}

#[derive(Debug, Deserialize)]
struct MergeGroup {
    base_sha: String,
    head_sha: String,
}

#[derive(Debug, Deserialize)]
struct Repository {
    default_branch: Option<String>,
}

impl Event {
    /// The event that the environment names.
    #[must_use]
    pub(crate) fn of_environment() -> Self {
        let variable = |name: &str| std::env::var(name).unwrap_or_default();
        Self {
            name: variable("GITHUB_EVENT_NAME"),
            commit: variable("GITHUB_SHA"),
            reference: variable("GITHUB_REF"),
            payload: variable("GITHUB_EVENT_PATH").into(),
        }
    }

    /// What it asks to judge.
    ///
    /// # Errors
    /// An event that brings no change that is known, a payload that does not name its commits, commits that are not here.
    pub(crate) fn asked(&self, git: &Git) -> Result<Asked, Error> {
        match self.name.as_str() {
            "pull_request" | "pull_request_target" => self.of_pull_request(git, &self.payload()?),
            "push" => self.of_push(git, &self.payload()?),
            "merge_group" => {
                let group = self.payload()?.merge_group.ok_or_else(|| self.lacks("merge_group"))?;
                let from = self.commit(git, &group.base_sha, "the base of the merge group", DEEPER)?;
                let to = self.commit(git, &group.head_sha, "the head of the merge group", DEEPER)?;
                Ok(Asked::Change { from, to, as_one: true, rules: from })
            }
            "schedule" | "workflow_dispatch" | "repository_dispatch" | "release" => head(git).map(Asked::Whole),
            "" => Err(Error::cannot_judge(
                "GITHUB_EVENT_NAME is not set: no event says what to judge",
                "run this in a workflow, or name what to judge: `drawline lint --range A..B`",
            )),
            _ => Err(Error::cannot_judge(
                "this event does not say which commits a change brought",
                "give the action's input `range`, such as A..B, or run it on pull_request, push or merge_group",
            )),
        }
    }

    /// A pull request lands as one change: its commits are not all there in a shallow checkout, nor do they all land.
    fn of_pull_request(&self, git: &Git, payload: &Payload) -> Result<Asked, Error> {
        let pull = payload.pull_request.as_ref().ok_or_else(|| self.lacks("pull_request"))?;
        let named = pull.head.as_ref().map(|head| self.id(&head.sha, "the head of the pull request")).transpose()?;
        let base = self.id(&pull.base.sha, "the base of the pull request")?;
        let here = head(git)?;
        if let Some(from) = named.and_then(|named| self.merge_of_github(git, here, named)) {
            let depth = "set fetch-depth: 2 for actions/checkout";
            let from = present(git, from, "the base that the pull request was merged into", depth)?;
            return Ok(Asked::Change { from, to: here, as_one: true, rules: from });
        }
        let to = present(git, named.unwrap_or(here), "the head of the pull request", DEEPER)?;
        let from = present(git, base, "the base of the pull request", DEEPER)?;
        // Where a clone ends, histories may seem to meet elsewhere than they do.
        if git.is_shallow() {
            return Err(Error::cannot_judge("this checkout ends before the change does", DEEPER));
        }
        Ok(Asked::Change { from, to, as_one: true, rules: from })
    }

    /// The base of the merge that GitHub made of a pull request to try it, where HEAD is that merge: the commit that GitHub
    /// itself says the run is about, with the head of the pull request as its second parent.
    fn merge_of_github(&self, git: &Git, here: ObjectId, head: ObjectId) -> Option<ObjectId> {
        let is_meant = ObjectId::parse(&self.commit) == Some(here);
        match git.named_parents(here).ok()?.as_slice() {
            [base, merged] if is_meant && *merged == head => Some(*base),
            _ => None,
        }
    }

    fn of_push(&self, git: &Git, payload: &Payload) -> Result<Asked, Error> {
        let (Some(before), Some(after)) = (&payload.before, &payload.after) else {
            return Err(self.lacks("before and after"));
        };
        if is_zero(after) {
            return Ok(Asked::Nothing);
        }
        if self.reference.starts_with("refs/tags/") {
            return head(git).map(Asked::Whole);
        }
        let to = self.commit(git, after, "what was pushed", DEEPER)?;
        if !is_zero(before) {
            let old = self.id(before, "the commit before the push")?;
            if !payload.forced || git.has_commit(old) {
                let from = present(git, old, "the commit before the push", DEEPER)?;
                if !git.is_shallow() && git.meeting(from, to)? != Some(from) {
                    return Ok(Asked::Moved { from, to });
                }
                return Ok(Asked::Change { from, to, as_one: false, rules: from });
            }
        }
        self.of_new_branch(git, payload, to)
    }

    /// A new branch, or one whose old tip is gone: what it has beyond the default branch, where that is another and known.
    fn of_new_branch(&self, git: &Git, payload: &Payload, to: ObjectId) -> Result<Asked, Error> {
        let branch = payload.repository.as_ref().and_then(|repository| repository.default_branch.as_deref());
        let branch = branch.filter(|branch| self.reference != format!("refs/heads/{branch}"));
        let main = branch.and_then(|branch| git.reference(&format!("refs/remotes/origin/{branch}")));
        let Some(main) = main else { return Ok(Asked::Whole(to)) };
        match git.meeting(main, to)? {
            Some(from) if from != to => Ok(Asked::Change { from, to, as_one: false, rules: main }),
            _ => Ok(Asked::Whole(to)),
        }
    }

    fn payload(&self) -> Result<Payload, Error> {
        let unread = |why: String| {
            Error::cannot_judge(
                format!("the payload of the event cannot be read: {why}"),
                "GITHUB_EVENT_PATH names it; it is written by the runner",
            )
        };
        let bytes = read_at_most(&self.payload, LARGEST_PAYLOAD).map_err(|error| unread(error.to_string()))?;
        serde_json::from_slice(&bytes).map_err(|error| unread(error.to_string()))
    }

    fn commit(&self, git: &Git, name: &str, what: &str, way_out: &str) -> Result<ObjectId, Error> {
        present(git, self.id(name, what)?, what, way_out)
    }

    fn id(&self, name: &str, what: &str) -> Result<ObjectId, Error> {
        ObjectId::parse(name)
            .filter(|_| !is_zero(name))
            .ok_or_else(|| Error::cannot_judge(format!("the payload of the event does not name {what}"), HINT_PAYLOAD))
    }

    fn lacks(&self, what: &str) -> Error {
        Error::cannot_judge(format!("the payload of the event has no {what}"), HINT_PAYLOAD)
    }
}

const HINT_PAYLOAD: &str = "give the action's input `range`, such as A..B";

fn is_zero(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte == b'0')
}

fn head(git: &Git) -> Result<ObjectId, Error> {
    git.head()?.ok_or_else(|| Error::cannot_judge("nothing is checked out here", "run actions/checkout before this"))
}

fn present(git: &Git, id: ObjectId, what: &str, way_out: &str) -> Result<ObjectId, Error> {
    if git.has_commit(id) {
        return Ok(id);
    }
    Err(Error::cannot_judge(format!("{what} ({:.10}) is not in this checkout", id.to_string()), way_out))
}
