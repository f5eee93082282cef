//! Level 2: patterns of paths by the law of whoever reads them, and many of them at once. What a line of a file says is the
//! business of `read/`; which line counts where is that of `org/owned.rs`.
//!
//! Three laws. None of the crates on the registry keeps them whole (`codeowners` and `codeowners-rs` know GitHub alone and no
//! places of lines in sections; `ignore` is gitignore's law), so that they are written down here:
//!
//! **GitHub** (docs.github.com, "About code owners"; its `codeowners/errors` names what it refuses):
//! - the last line that matches counts, whether it names the file or a folder above it
//! - a pattern without a slash, or with one at its end alone, matches at any depth; any other starts at the root
//! - `/docs/` and `/docs` are about all below that folder; `/docs/*` is about the files in it and no deeper
//! - `*` and `?` never cross a slash; `**` is any number of folders; a backslash takes the next sign as it is
//! - upper and lower case differ
//! - refused: `!`, `[ ]`, `\#` in front, `***`, and `/` alone, which matches nothing
//!
//! **GitLab** (docs.gitlab.com, "Syntax of CODEOWNERS file" and "Advanced"; Ruby's `File.fnmatch` with `FNM_PATHNAME` and
//! `FNM_DOTMATCH`):
//! - a pattern that starts with no slash matches at any depth, also with slashes inside
//! - only a slash at the end speaks of all below a folder; `/docs` is a file of that name
//! - `**` is any number of folders where a slash follows, and `*` elsewhere; `[ab]` and `[!ab]` are one of these signs
//! - `!` exempts a path from its section, for good; the other lines of a section overrule one another, sections add up
//!
//! **gitignore** (git-scm.com/docs/gitignore), which `ownership.toml` and maps are written in, with two differences: the last
//! line that matches counts also where an earlier one names the file itself, and a line that starts with `!` takes a path
//! away from the lines before it.
//!
//! Gitea's and Forgejo's files of that name hold regular expressions, and lie in places of their own: they are not read.

pub mod glob;
pub(crate) mod lines;
mod part;

use serde::{Deserialize, Serialize};

/// Who reads a file of code owners.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Host {
    /// github.com and GitHub Enterprise.
    GitHub,
    /// gitlab.com and self-managed GitLab.
    GitLab,
}

impl Host {
    /// As it writes itself.
    #[must_use]
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::GitHub => "GitHub",
            Self::GitLab => "GitLab",
        }
    }

    /// Where it looks for a file of code owners, in this order; the first that is there is the only one that counts.
    #[must_use]
    pub(crate) fn places(self) -> [&'static str; 3] {
        match self {
            Self::GitHub => [".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"],
            Self::GitLab => ["CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS"],
        }
    }

    /// The law that it reads patterns by.
    #[must_use]
    pub(crate) fn law(self) -> Law {
        match self {
            Self::GitHub => Law::GitHub,
            Self::GitLab => Law::GitLab,
        }
    }
}

/// By which law a pattern matches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Law {
    /// GitHub's.
    GitHub,
    /// GitLab's.
    GitLab,
    /// gitignore's, which our own files are written in.
    Gitignore,
}
