//! The only file that knows git2: finds the repository and lists what it tracks.

use std::path::{Path, PathBuf};

use git2::{ErrorCode, Repository};

use crate::base::error::Error;

/// A Git repository with a working tree.
pub struct Git {
    repository: Repository,
    root: PathBuf,
}

impl Git {
    /// Finds the repository around a folder; `None` when there is none.
    ///
    /// # Errors
    /// A repository that is there and cannot be opened.
    pub fn discover(folder: &Path) -> Result<Option<Self>, Error> {
        let repository = match Repository::discover(folder) {
            Ok(repository) => repository,
            Err(error) if error.code() == ErrorCode::NotFound => return Ok(None),
            Err(error) => return Err(refused(folder, &error)),
        };
        let Some(root) = repository.workdir().map(Path::to_path_buf) else {
            return Err(Error::cannot_judge(
                format!("{} is a bare repository: it has no working tree to lint", folder.display()),
                "run drawline in a clone that has one",
            ));
        };
        Ok(Some(Self { repository, root }))
    }

    /// The top folder of the working tree.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Paths in the index, with `/` between the parts. What is tracked counts even where `.gitignore` names it.
    ///
    /// # Errors
    /// An index that cannot be read.
    pub fn tracked(&self) -> Result<Vec<String>, Error> {
        let index = self.repository.index().map_err(|error| refused(&self.root, &error))?;
        Ok(index.iter().filter_map(|entry| String::from_utf8(entry.path).ok()).collect())
    }
}

fn refused(folder: &Path, error: &git2::Error) -> Error {
    let hint = match error.code() {
        ErrorCode::Owner => format!(
            "the repository belongs to another user; if you trust it: git config --global --add safe.directory {}",
            folder.display()
        ),
        _ => "run `git status` there: if it fails as well, mend the repository first".to_owned(),
    };
    Error::cannot_judge(format!("cannot open the Git repository at {}: {}", folder.display(), error.message()), hint)
}
