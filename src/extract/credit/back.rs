//! Whom pronouns and nouns that point back mean: `elle`, `l'analyste`, `le rapport`.
//!
//! It is whoever the paragraph credited last and fits; a person before a body where a person is meant.
//! Where nobody was credited, the person whom the paragraph named last.

use super::grammar::Back;
use super::lexicon::is;
use super::names::Names;
use super::{Credit, Kind, Who};
use crate::lang::PerLang;
use crate::model::EntityType;
use crate::text::{Document, FormTable};

/// How many sentences back an expression may point.
const MEMORY: usize = 6;

/// Finds whom the expressions that point back mean, for the credits from `from` on.
pub(super) fn resolve(
    doc: &Document,
    names: &Names,
    flags: &PerLang<FormTable<u64>>,
    list: &mut [Credit],
    from: usize,
) {
    for i in from..list.len() {
        let Some(back) = list[i].points else {
            continue;
        };
        let scene = Scene { doc, names, flags };
        let (who, credited) = scene.meant(&list[..i], &list[i], back);
        list[i].who = who;
        // Who was only named, not credited, before is a guess that serves quotations alone; but selon lui,
        // à ses yeux credit on purpose.
        if !credited && !matches!(list[i].kind, Kind::Phrase { sure: true }) {
            list[i].kind = Kind::Quote;
        }
    }
}

struct Scene<'a> {
    doc: &'a Document,
    names: &'a Names,
    flags: &'a PerLang<FormTable<u64>>,
}

impl Scene<'_> {
    /// Whoever is meant, and whether they were credited before.
    fn meant(&self, before: &[Credit], credit: &Credit, back: Back) -> (Who, bool) {
        let (doc, names) = (self.doc, self.names);
        let block = doc.sentences[credit.sentence].block;
        let human = matches!(back, Back::He | Back::She | Back::Person);
        let here = doc.tokens_in(credit.cue).start;
        let start = doc.text.blocks[block].tokens.start;
        let named = (names.within(start..here).rev())
            .find(|n| names.known(n).is_person())
            .filter(|_| human);
        // A person whom a sentence is about, named after the last credit.
        let phrase = matches!(credit.kind, Kind::Phrase { .. });
        let opens = named.filter(|n| {
            let at = n.span.start();
            (doc.sentence_at(at)).is_some_and(|s| {
                n.tokens.start < doc.sentences[s].tokens.start + 6 || phrase && s == credit.sentence
            }) && before.last().is_none_or(|c| c.cue.start() < at)
        });
        if let Some(name) = opens {
            return (Who::Known(vec![name.who]), false);
        }
        let near = || {
            (before.iter().rev()).take_while(|c| {
                credit.sentence - c.sentence <= MEMORY && doc.sentences[c.sentence].block == block
            })
        };
        let of_kind = |test: &dyn Fn(Option<EntityType>) -> bool| {
            near().find(|c| match &c.who {
                Who::Known(list) => list.iter().all(|&w| test(names.who[w].kind)),
                _ => false,
            })
        };
        let person = |kind| kind == Some(EntityType::Person);
        let described =
            near().find(|c| matches!(c.who, Who::Described(_)) && (!human || self.is_human(c)));
        let found = match back {
            Back::He | Back::She | Back::Person => of_kind(&person),
            Back::Body => of_kind(&|kind| !person(kind)),
            Back::They | Back::People | Back::It => self.several(near()),
            Back::Work | Back::Any => of_kind(&|_| true),
        };
        let described = described.filter(|_| !matches!(back, Back::Body | Back::Work));
        match (found, described) {
            (Some(found), Some(told)) if human && told.cue > found.cue => {
                return (told.who.clone(), true);
            }
            (Some(found), _) => return (found.who.clone(), true),
            (None, Some(told)) => return (told.who.clone(), true),
            (None, None) => {}
        }
        if let Some(name) = named {
            return (Who::Known(vec![name.who]), false);
        }
        // A name of unknown kind may be a person's; `elle` may be an institution.
        let other = match back {
            Back::He | Back::Person => of_kind(&|kind| kind.is_none()),
            Back::She => of_kind(&|kind| kind != Some(EntityType::Location)),
            _ => None,
        };
        if let Some(found) = other {
            return (found.who.clone(), true);
        }
        // Eurostat disputes the figure: it says …
        let before = credit.sentence.saturating_sub(1);
        let near = start.max(doc.sentences[before].tokens.start)..here;
        let body = (names.within(near).rev())
            .filter(|_| back == Back::It)
            .find(|n| {
                names.known(n).kind == Some(EntityType::Organisation)
                    && self.opens_near(n.tokens.start, credit.sentence)
            });
        if let Some(name) = body {
            return (Who::Known(vec![name.who]), true);
        }
        // Whatever a sentence of the paragraph is about that can speak at all.
        let about = (names.within(start..here).rev())
            .filter(|_| human)
            .find(|n| {
                let known = names.known(n);
                known.can_speak()
                    && known.kind != Some(EntityType::Location)
                    && (doc.sentence_at(n.span.start()))
                        .is_some_and(|s| n.tokens.start < doc.sentences[s].tokens.start + 3)
            });
        if let Some(name) = about {
            return (Who::Known(vec![name.who]), false);
        }
        // Not named in this paragraph: as written it still tells something.
        match back {
            Back::Person | Back::People | Back::Body => {
                let written = doc.text.slice(credit.cue);
                let written = written.split_whitespace().collect::<Vec<_>>().join(" ");
                (Who::Described(written), true)
            }
            _ => (Who::Unresolved, true),
        }
    }

    /// Whether token `at` is among the first of `sentence` or of the one before.
    fn opens_near(&self, at: usize, sentence: usize) -> bool {
        (sentence.saturating_sub(1)..=sentence).any(|s| {
            let tokens = &self.doc.sentences[s].tokens;
            tokens.contains(&at) && at < tokens.start + 3
        })
    }

    /// The last credit of `near` that means several, or somebody whom a plural may stand for: any but one person.
    fn several<'c>(&self, mut near: impl Iterator<Item = &'c Credit>) -> Option<&'c Credit> {
        near.find(|c| match &c.who {
            Who::Known(list) => match list[..] {
                [one] => self.names.who[one].kind != Some(EntityType::Person),
                _ => !list.is_empty(),
            },
            _ => false,
        })
    }

    /// Whether a description is of somebody: a noun for persons or bodies stands in it.
    fn is_human(&self, credit: &Credit) -> bool {
        let lang = self.doc.sentences[credit.sentence].lang;
        self.doc
            .tokens_in(credit.cue)
            .any(|i| self.flags[lang][self.doc.tokens[i].form] & (is::PERSON | is::BODY) != 0)
    }
}
