//! The rules, one file each. What each finds, why, and its limits stand in the tables; the module docs
//! here say how.

pub(super) mod authors;
pub(super) mod dates;
pub(super) mod disagree;
pub(super) mod names;
pub(super) mod notes;
pub(super) mod shares;
pub(super) mod uncited;
pub(super) mod unlinked;
pub(super) mod unlisted;
pub(super) mod unsourced;
