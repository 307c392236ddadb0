//! What is shown while a batch runs, and what it ends with.

use super::options::Options;
use super::output;
use crate::batch::{Done, Event};
use crate::report::numbers::digits;
use crate::report::ui::{Ui, fill};
use indicatif::{HumanDuration, ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};
use std::fmt::Write as _;
use std::path::Path;
use std::time::Duration;

/// Tells what happens in a batch. A line that changes shows how far it is, on a terminal alone: it
/// says nothing in a pipe, nor where the user wants quiet.
pub struct Progress<'a> {
    options: &'a Options,
    bar: ProgressBar,
    failures: usize,
    done: usize,
    documents: usize,
}

impl<'a> Progress<'a> {
    pub fn new(options: &'a Options) -> Progress<'a> {
        let bar = match options.quiet {
            true => ProgressBar::hidden(),
            // Hidden too where standard error is no terminal.
            false => ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr()),
        };
        Progress {
            options,
            bar,
            failures: 0,
            done: 0,
            documents: 0,
        }
    }

    /// Takes note of `event`, and tells what should be told.
    pub fn see(&mut self, event: Event) {
        let (options, ui) = (self.options, self.options.ui());
        match event {
            Event::Settings(path) => {
                options.tell(&fill(&ui.batch.settings, &[("path", &path.display())]));
            }
            Event::Begins { documents, bytes } => self.begin(documents, bytes),
            Event::Reading(job) => {
                if options.verbose {
                    let message = fill(&ui.batch.reading, &[("path", &job.name())]);
                    self.bar.suspend(|| options.note(&message));
                }
            }
            Event::Done { bytes } => {
                self.done += 1;
                self.bar.inc(bytes);
                self.message();
            }
            Event::Failed(error) => {
                self.failures += 1;
                self.bar.suspend(|| output::complain(ui, error));
                self.message();
            }
            Event::Unreasoned { job, line, rule } => {
                let name = job.name();
                self.bar.suspend(|| options.unreasoned(&name, line, rule));
            }
            Event::Gathers => self.bar.set_message(ui.batch.gathers.as_str()),
        }
    }

    fn begin(&mut self, documents: usize, bytes: u64) {
        (self.documents, self.done) = (documents, 0);
        self.bar.set_length(bytes);
        self.bar.set_position(0);
        self.bar.reset();
        // The bar counts bytes, and the message tells the rest in the language of the user.
        let ui = self.options.ui();
        let rate = move |state: &ProgressState, out: &mut dyn std::fmt::Write| {
            let _ = write!(
                out,
                "{}",
                digits((state.per_sec() / 1e5).round() / 10.0, ui)
            );
        };
        let left = |state: &ProgressState, out: &mut dyn std::fmt::Write| {
            let left = Duration::from_secs(state.eta().as_secs());
            let _ = write!(out, "{:#}", HumanDuration(left));
        };
        let style = ProgressStyle::with_template("{bar:30} {msg} · {rate} MB/s · {left}");
        if let Ok(style) = style {
            self.bar
                .set_style(style.with_key("rate", rate).with_key("left", left));
        }
        self.message();
    }

    /// How many documents are done, and how many could not be read.
    fn message(&self) {
        if self.bar.is_hidden() {
            return;
        }
        let ui = self.options.ui();
        let mut message = format!(
            "{}/{}",
            self.done,
            ui.count(&ui.counts.documents, self.documents)
        );
        if self.failures > 0 {
            let _ = write!(
                message,
                ", {}",
                ui.count(&ui.counts.failures, self.failures)
            );
        }
        self.bar.set_message(message);
    }

    /// Ends the line, and tells how the batch ended.
    pub fn end(self, done: &Done, out: &Path) {
        self.bar.finish_and_clear();
        let (options, ui) = (self.options, self.options.ui());
        if options.quiet {
            return;
        }
        if done.stopped {
            options.note(&ui.batch.stopped);
            return;
        }
        if done.gone > 0 {
            options.note(&ui.count(&ui.batch.gone, done.gone));
        }
        if done.failures > 0 {
            options.note(&ui.count(&ui.batch.failed, done.failures));
        }
        if done.documents > 0 {
            output::tell(&table(done, out, ui));
        }
    }
}

/// The closing table.
fn table(done: &Done, out: &Path, ui: &Ui) -> String {
    let words = &ui.closing;
    let mut rows = vec![
        (&words.documents, done.documents),
        (&words.unchanged, done.unchanged),
        (&words.words, done.words),
        (&words.figures, done.figures),
        (&words.sources, done.sources),
        (&words.findings, done.findings),
        (&words.failures, done.failures),
    ];
    if done.pruned > 0 {
        rows.push((&words.pruned, done.pruned));
    }
    let numbers: Vec<String> = rows.iter().map(|r| digits(r.1 as f64, ui)).collect();
    let width = |text: &str| text.chars().count();
    let names = rows.iter().map(|r| width(r.0)).chain([width(&words.out)]);
    let names = names.max().unwrap_or(0);
    let wide = numbers.iter().map(|n| width(n)).max().unwrap_or(0);
    let mut table = String::new();
    for ((name, _), number) in rows.iter().zip(&numbers) {
        let _ = writeln!(table, "{name:names$}  {number:>wide$}");
    }
    let _ = writeln!(table, "{:names$}  {}", words.out, out.display());
    table
}
