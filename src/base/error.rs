//! `Error`: the world failed, and nothing could be judged. Always carries a way out; always exit code 2 or 3.
//!
//! Wrong content is never an `Error`: that is a `Diagnostic` and the run goes on.

use std::fmt;

/// Why a run could not judge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// Usage, Git, a broken rule or configuration file, the disk.
    CannotJudge,
    /// No file to read: a green answer would be an accident.
    NothingToJudge,
}

/// A failure with what to do about it.
#[derive(Clone, Debug)]
pub struct Error {
    /// Decides the exit code.
    pub kind: ErrorKind,
    /// What failed.
    pub message: String,
    /// The way out.
    pub hint: String,
}

impl Error {
    /// Something in the world failed.
    pub fn cannot_judge(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { kind: ErrorKind::CannotJudge, message: message.into(), hint: hint.into() }
    }

    /// There was nothing to read.
    pub(crate) fn nothing_to_judge(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { kind: ErrorKind::NothingToJudge, message: message.into(), hint: hint.into() }
    }

    /// The process exit code.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        match self.kind {
            ErrorKind::CannotJudge => 2,
            ErrorKind::NothingToJudge => 3,
        }
    }
}

/// Why the system refuses something, without its number.
#[must_use]
pub(crate) fn reason(error: &std::io::Error) -> String {
    let text = error.to_string();
    text.split(" (os error").next().unwrap_or(&text).to_owned()
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.message)
    }
}

impl std::error::Error for Error {}
