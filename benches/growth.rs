//! How the time of an analysis grows with its text, for texts that have much of one thing.
//!
//! ```sh
//! cargo bench --bench growth                  # all
//! cargo bench --bench growth -- notes links   # those whose name holds one of these words
//! ```
//!
//! Each kind is doubled three times. The last column is how many times longer the largest takes than
//! the smallest: about 8 where time grows as the text does, about 64 where all are held against all.

#[path = "../tests/support/kinds.rs"]
mod kinds;

use kinds::{KINDS, Make};
use sourcier::pipeline::{self, Settings, Want};
use sourcier::read::{self, Format, Input};
use std::time::{Duration, Instant};

/// Bytes of the smallest text.
const BYTES: usize = 64 * 1024;

fn main() {
    let words: Vec<String> = std::env::args()
        .skip(1)
        .filter(|a| !a.starts_with('-'))
        .collect();
    println!(
        "{:32} {:>9} {:>9} {:>9} {:>9} {:>7}",
        "milliseconds", "1×", "2×", "4×", "8×", "8×/1×"
    );
    for &(what, format, make) in KINDS {
        if !words.is_empty() && !words.iter().any(|w| what.contains(w.as_str())) {
            continue;
        }
        // As many things as fill the smallest text.
        let n = BYTES * 64 / make(64).len();
        let times = [1, 2, 4, 8].map(|by| time(make, n * by, format).as_secs_f64() * 1e3);
        let [a, b, c, d] = times;
        println!("{what:32} {a:9.1} {b:9.1} {c:9.1} {d:9.1} {:7.1}", d / a);
    }
}

/// The shorter of two runs.
fn time(make: Make, n: usize, format: Format) -> Duration {
    let runs = [(), ()].map(|()| {
        let text = make(n);
        let start = Instant::now();
        let input = Input::from_text("text", &text);
        let read = read::read_text(text, Some(format));
        pipeline::analyse(&input, read, &Settings::default(), Want::ALL);
        start.elapsed()
    });
    runs[0].min(runs[1])
}
