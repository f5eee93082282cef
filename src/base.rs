//! Level 0: words that everything else is written in. Nothing here knows files, Git, rules or roles.

pub mod clock;
pub mod confidence;
pub mod date;
pub mod diagnostic;
pub mod error;
pub mod fix;
pub mod here;
pub mod involvement;
pub mod limits;
pub mod looks;
pub mod parallel;
pub mod path;
pub mod progress;
pub mod pseudonyms;
pub mod quick;
pub mod sign;
pub mod source;
pub mod suggest;
