//! The work of an analysis grows no faster than the text does, whatever there is much of.
//!
//! Work is counted in allocations and their bytes, which are the same on every machine and run. Each
//! kind of text is doubled eight times or more; n log n would grow a little more than twofold.

#[path = "support/kinds.rs"]
mod kinds;

use kinds::KINDS;
use sourcier::pipeline::{self, Settings, Want};
use sourcier::read::{self, Format, Input};
use std::alloc::{GlobalAlloc, Layout, System};
use std::fmt::Write as _;
use std::sync::atomic::{AtomicU64, Ordering};

/// The system's allocator, counting.
struct Counting;

static WORK: AtomicU64 = AtomicU64::new(0);

/// What an allocation counts beside its bytes.
const EACH: u64 = 64;

unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        WORK.fetch_add(layout.size() as u64 + EACH, Ordering::Relaxed);
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        unsafe { System.dealloc(at, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn work(text: String, format: Format) -> u64 {
    let before = WORK.load(Ordering::Relaxed);
    let input = Input::from_text("text", &text);
    let read = read::read_text(text, Some(format));
    pipeline::analyse(&input, read, &Settings::default(), Want::ALL);
    WORK.load(Ordering::Relaxed) - before
}

/// What is held against one another at most (`docs/reading.md`) is only reached in longer texts of
/// these kinds: until then their work grows faster than they do.
const LATE: &[&str] = &["names", "notes"];

#[test]
fn work_grows_no_faster_than_the_text() {
    let mut wrong = String::new();
    for (what, format, make) in KINDS {
        // The last doublings tell: what is done once a document no longer counts.
        let doublings = if LATE.contains(what) { 12 } else { 8 };
        // Tables are loaded once.
        work(make(4), *format);
        let counts: Vec<u64> = (0..=doublings)
            .map(|double| work(make(4 << double), *format))
            .collect();
        let growth: Vec<f64> = counts
            .windows(2)
            .map(|w| w[1] as f64 / w[0] as f64)
            .collect();
        if growth[doublings - 3..].iter().any(|g| *g > 2.3) {
            let _ = writeln!(wrong, "{what}: {growth:.2?} ({counts:?})");
        }
    }
    assert!(
        wrong.is_empty(),
        "work that grows faster than the text:\n{wrong}"
    );
}
