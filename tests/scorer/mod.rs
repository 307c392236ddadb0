//! Scores an analysis against gold: how much of what a careful reader marked was found, and how
//! much of what was found is right.
//!
//! 1. [`gold`] reads inline markup (`<F v="3">trois</F> registres`) and the reference list beside it.
//! 2. [`agree`] says when two values mean the same: quantities after scaling, dates as EDTF, names.
//! 3. [`measure`] pairs predictions with gold and counts: precision, recall, F1, B-cubed.
//! 4. [`score`] runs every measure over one analysis.
//!
//! The measures and their rules are those of the reference scorer that the annotated reports come
//! with; a test compares the two, number by number, wherever that scorer is at hand.

pub mod agree;
pub mod gold;
pub mod measure;
pub mod ratio;
pub mod score;
