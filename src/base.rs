//! Level 0: words that everything else is written in. Nothing here knows files, Git, rules or roles.

pub(crate) mod clock;
pub(crate) mod confidence;
pub mod date;
pub mod diagnostic;
pub mod error;
pub(crate) mod fix;
pub mod here;
pub mod involvement;
pub mod limits;
pub mod looks;
pub(crate) mod memo;
pub mod parallel;
pub mod path;
pub mod progress;
pub(crate) mod pseudonyms;
pub(crate) mod quick;
pub mod sign;
pub(crate) mod source;
pub mod suggest;
