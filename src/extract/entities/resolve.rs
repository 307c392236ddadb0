//! Resolution: which mentions name one real thing.
//!
//! Mentions of one spelling are a *node*. Nodes are joined by the rows of the lexicon (`OTAN`, `NATO`),
//! by an acronym given in brackets, by spelling ([`variant`]), by the parts of a person's name
//! ([`PersonName`]) and by the parts of an organisation's. A bare family name goes to the person of that
//! name who was last named in full before it, so that two people of one family stay apart. Things
//! of different types are never joined.

use super::lexicon::{LEXICON, pieces};
use super::person::PersonName;
use super::rules::Found;
use super::variant;
use super::writing::{abbreviates, initials, is_acronym, is_shouted, lower_shout, upright};
use crate::model::{Alias, Entity, EntityType, Mention, Relation};
use crate::text::{Document, fold};
use rustc_hash::{FxHashMap, FxHashSet, FxHasher};
use std::hash::{Hash as _, Hasher as _};

/// The entities of `found`, in order of first mention.
pub fn resolve(doc: &Document, found: &[Found]) -> Vec<Entity> {
    let mut resolver = Resolver::new(doc, found);
    resolver.join_rows();
    resolver.join_acronyms();
    resolver.join_spellings();
    resolver.join_persons();
    resolver.join_short_forms();
    resolver.entities()
}

/// All mentions of one spelling and type.
struct Node {
    kind: EntityType,
    /// As written, white space made single.
    text: String,
    /// Pieces of the folding, without the article it may begin with.
    words: Vec<String>,
    mentions: Vec<usize>,
    /// The lexicon's row, once chosen.
    row: Option<u32>,
}

/// Persons of one family name among whom the one meant is looked for: the first ones.
const MOST_KIN: usize = 100;

struct Resolver<'a> {
    doc: &'a Document,
    found: &'a [Found],
    nodes: Vec<Node>,
    node_of: Vec<usize>,
    parent: Vec<usize>,
    /// Mentions of a bare family name: the node of the person meant.
    meant: FxHashMap<usize, usize>,
}

impl<'a> Resolver<'a> {
    fn new(doc: &'a Document, found: &'a [Found]) -> Resolver<'a> {
        let mut index: FxHashMap<(EntityType, String), usize> = FxHashMap::default();
        let mut nodes: Vec<Node> = Vec::new();
        let mut node_of = Vec::with_capacity(found.len());
        for (i, f) in found.iter().enumerate() {
            let text = doc
                .text
                .slice(doc.span_of(f.tokens.clone()))
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" ");
            let id = *index.entry((f.kind, text.clone())).or_insert_with(|| {
                nodes.push(Node {
                    kind: f.kind,
                    words: pieces(&fold::fold(&text)).map(str::to_owned).collect(),
                    text,
                    mentions: Vec::new(),
                    row: None,
                });
                nodes.len() - 1
            });
            nodes[id].mentions.push(i);
            node_of.push(id);
        }
        let parent = (0..nodes.len()).collect();
        Resolver {
            doc,
            found,
            nodes,
            node_of,
            parent,
            meant: FxHashMap::default(),
        }
    }

    fn root(&mut self, node: usize) -> usize {
        let mut root = node;
        while self.parent[root] != root {
            root = self.parent[root];
        }
        let mut at = node;
        while self.parent[at] != root {
            at = std::mem::replace(&mut self.parent[at], root);
        }
        root
    }

    /// Joins two nodes, unless the lexicon knows them as two things.
    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        if a == b || self.nodes[a].kind != self.nodes[b].kind {
            return;
        }
        if let (Some(x), Some(y)) = (self.nodes[a].row, self.nodes[b].row)
            && x != y
        {
            return;
        }
        let (first, second) = (a.min(b), a.max(b));
        self.parent[second] = first;
        if self.nodes[first].row.is_none() {
            self.nodes[first].row = self.nodes[second].row;
        }
    }

    /// Forms of one row of the lexicon. Where a form stands in several rows, the one that more of the
    /// document's names point to is meant.
    fn join_rows(&mut self) {
        let mut choices: Vec<Vec<(u32, bool)>> = Vec::with_capacity(self.nodes.len());
        let mut votes: FxHashMap<u32, usize> = FxHashMap::default();
        for node in &self.nodes {
            let mut rows: Vec<(u32, bool)> = Vec::new();
            for (form, _) in LEXICON.find(&node.text) {
                let f = &LEXICON.forms[form as usize];
                let own = f.lang.is_none_or(|l| l == self.doc.lang) && !f.weak;
                if LEXICON.row(form).kind == node.kind && !rows.iter().any(|r| r.0 == f.row) {
                    rows.push((f.row, own));
                }
            }
            for (row, _) in &rows {
                *votes.entry(*row).or_default() += 1;
            }
            choices.push(rows);
        }
        let mut node_of_row: FxHashMap<u32, usize> = FxHashMap::default();
        for (i, rows) in choices.into_iter().enumerate() {
            let best = rows
                .iter()
                .enumerate()
                .max_by_key(|(place, (row, own))| {
                    (
                        votes.get(row).copied().unwrap_or(0),
                        *own,
                        usize::MAX - place,
                    )
                })
                .map(|(_, (row, _))| *row);
            let Some(row) = best else { continue };
            self.nodes[i].row = Some(row);
            match node_of_row.get(&row) {
                Some(&other) => self.join(other, i),
                None => {
                    node_of_row.insert(row, i);
                }
            }
        }
    }

    /// `Kyiv School of Economics (KSE)`, `KSE (Kyiv School of Economics)`.
    fn join_acronyms(&mut self) {
        for i in 1..self.found.len() {
            let (a, b) = (&self.found[i - 1], &self.found[i]);
            if a.kind != b.kind || b.tokens.start != a.tokens.end + 1 {
                continue;
            }
            if self.doc.token_text(a.tokens.end) != "(" {
                continue;
            }
            let (na, nb) = (self.node_of[i - 1], self.node_of[i]);
            let (full, short) = (&self.nodes[na], &self.nodes[nb]);
            if is_acronym(&short.text) != is_acronym(&full.text)
                || abbreviates(&short.text, &full.text)
            {
                self.join(na, nb);
            }
        }
        // Acronyms that nothing spells out in brackets: the initials of one name alone.
        let mut by_initials: FxHashMap<(EntityType, String), Option<usize>> = FxHashMap::default();
        for (i, node) in self.nodes.iter().enumerate() {
            if node.words.len() < 3 || node.kind == EntityType::Person {
                continue;
            }
            for initials in initials(&node.text) {
                by_initials
                    .entry((node.kind, initials))
                    .and_modify(|n| *n = None)
                    .or_insert(Some(i));
            }
        }
        for i in 0..self.nodes.len() {
            let node = &self.nodes[i];
            if node.words.len() != 1 || !is_acronym(&node.text) || node.words[0].len() < 3 {
                continue;
            }
            let key = (node.kind, node.words[0].clone());
            if let Some(Some(full)) = by_initials.get(&key).copied() {
                self.join(full, i);
            }
        }
    }

    /// Names that differ in signs, accents, case, romanisation or by a typo.
    fn join_spellings(&mut self) {
        let mut same: FxHashMap<(EntityType, String), usize> = FxHashMap::default();
        let mut near: FxHashMap<EntityType, variant::Keys> = FxHashMap::default();
        let keys: Vec<String> = self.nodes.iter().map(|n| variant::key(&n.text)).collect();
        for i in 0..self.nodes.len() {
            let node = &self.nodes[i];
            let kind = node.kind;
            let squashed = node.words.concat();
            match same.get(&(kind, squashed.clone())) {
                Some(&other) => {
                    // `Total` and `TOTAL` are one; `Us` and `US` met case before.
                    self.join(other, i);
                    continue;
                }
                None => {
                    same.insert((kind, squashed), i);
                }
            }
            let node = &self.nodes[i];
            let digits = node.text.chars().any(char::is_numeric);
            if kind == EntityType::Person || digits || is_acronym(&node.text) || keys[i].len() < 6 {
                continue;
            }
            let near = near.entry(kind).or_default();
            let candidates = near.near(&keys[i]);
            near.insert(&keys[i], i);
            for other in candidates {
                let alike = self.nodes[other].words.len() == self.nodes[i].words.len()
                    && variant::alike(&keys[other], &keys[i]);
                if alike {
                    self.join(other, i);
                }
            }
        }
    }

    /// Persons: full names in every order and spelling, then bare family names.
    fn join_persons(&mut self) {
        let persons: Vec<usize> = (0..self.nodes.len())
            .filter(|&i| self.nodes[i].kind == EntityType::Person)
            .collect();
        let names: FxHashMap<usize, PersonName> = persons
            .iter()
            .map(|&i| (i, PersonName::read(&self.nodes[i].text)))
            .collect();
        let mut full = variant::Keys::default();
        // Full names first, then initials: an initial goes to the full name it fits.
        let mut ordered: Vec<usize> = persons
            .iter()
            .copied()
            .filter(|i| !names[i].given.is_empty())
            .collect();
        ordered.sort_by_key(|i| !names[i].is_full());
        for i in ordered {
            let name = &names[&i];
            let other = (full.near(&name.family_key).into_iter())
                .take(MOST_KIN)
                .find(|o| names[o].agrees(name));
            full.insert(&name.family_key, i);
            if let Some(other) = other {
                self.join(other, i);
            }
        }
        let mut holders: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
        for &i in &persons {
            let name = &names[&i];
            if name.given.len() + name.family.len() > 1 {
                for word in name.given.iter().chain(&name.family) {
                    holders.entry(word).or_default().push(i);
                }
            }
        }
        for &i in &persons {
            let name = &names[&i];
            if !name.given.is_empty() {
                continue;
            }
            let candidates: Vec<usize> = (full.near(&name.family_key).into_iter())
                .take(MOST_KIN)
                .filter(|o| names[o].family_agrees(name))
                .collect();
            let mut roots: Vec<usize> = candidates.iter().map(|&c| self.root(c)).collect();
            roots.sort_unstable();
            roots.dedup();
            match (&roots[..], &name.family[..]) {
                ([], [only]) => self.join_single_name(i, holders.get(only.as_str())),
                ([], _) => {}
                ([one], _) => self.join(*one, i),
                _ => self.choose_persons(i, &candidates),
            }
        }
    }

    /// A single name that is nobody's family name: perhaps the given name of one person
    /// (`Volodymyr`), or part of a longer name.
    fn join_single_name(&mut self, node: usize, holders: Option<&Vec<usize>>) {
        let others = holders.into_iter().flatten().filter(|&&o| o != node);
        let roots: FxHashSet<usize> = others.map(|&o| self.root(o)).collect();
        if roots.len() == 1 {
            let root = roots.into_iter().next().unwrap_or(node);
            self.join(root, node);
        }
    }

    /// Each mention of the family name goes to the person of that name who was last named in full.
    fn choose_persons(&mut self, node: usize, candidates: &[usize]) {
        let mut fulls: Vec<(usize, usize)> = Vec::new();
        for &c in candidates {
            for &m in &self.nodes[c].mentions {
                fulls.push((m, c));
            }
        }
        fulls.sort_unstable();
        for m in self.nodes[node].mentions.clone() {
            let before = fulls.partition_point(|f| f.0 < m);
            let chosen = before
                .checked_sub(1)
                .and_then(|b| fulls.get(b))
                .or_else(|| fulls.get(before));
            if let Some(&(_, person)) = chosen {
                self.meant.insert(m, person);
            }
        }
    }

    /// `the Fund` for the `International Monetary Fund`, `Clingendael` for the `Clingendael Institute`.
    fn join_short_forms(&mut self) {
        let shortens = |k: EntityType| matches!(k, EntityType::Organisation | EntityType::Work);
        // Longer names by their last word, and by each of their beginnings (hashed).
        let mut by_end: FxHashMap<(EntityType, &str), Vec<usize>> = FxHashMap::default();
        let mut by_start: FxHashMap<(EntityType, u64), Vec<usize>> = FxHashMap::default();
        for (i, node) in self.nodes.iter().enumerate() {
            if let (true, [first, .., last]) = (shortens(node.kind), &node.words[..]) {
                for hash in starts(&node.words[..node.words.len() - 1]) {
                    by_start.entry((node.kind, hash)).or_default().push(i);
                }
                if first != last {
                    by_end.entry((node.kind, last)).or_default().push(i);
                }
            }
        }
        let mut joins: Vec<(usize, usize)> = Vec::new();
        for (i, node) in self.nodes.iter().enumerate() {
            let Some(first) = node.words.first() else {
                continue;
            };
            if !shortens(node.kind)
                || node.row.is_some() && node.words.len() > 1
                || node.text.chars().count() < 4
                || is_acronym(&node.text) && node.words[0].len() < 4
            {
                continue;
            }
            let begin = (starts(&node.words).last())
                .and_then(|hash| by_start.get(&(node.kind, hash)))
                .into_iter()
                .flatten()
                .filter(|&&o| self.nodes[o].words.starts_with(&node.words));
            let end = (by_end.get(&(node.kind, first.as_str())))
                .filter(|_| node.words.len() == 1)
                .into_iter()
                .flatten();
            let candidates: Vec<usize> = begin.chain(end).copied().collect();
            // The last one named before the short form's first mention, else the only one.
            let at = node.mentions[0];
            let before = candidates
                .iter()
                .copied()
                .filter_map(|c| {
                    let mentions = &self.nodes[c].mentions;
                    let before = mentions.partition_point(|&m| m < at);
                    Some((mentions[before.checked_sub(1)?], c))
                })
                .max();
            match (before, &candidates[..]) {
                (Some((_, c)), _) => joins.push((c, i)),
                (None, [one]) => joins.push((*one, i)),
                _ => {}
            }
        }
        for (long, short) in joins {
            // A known thing is not the short form of another: RUSI's own row stays.
            if self.nodes[short].row.is_none() {
                self.join(long, short);
            }
        }
    }

    fn entities(mut self) -> Vec<Entity> {
        let mut order: Vec<usize> = Vec::new();
        let mut members: FxHashMap<usize, Vec<usize>> = FxHashMap::default();
        for m in 0..self.found.len() {
            let node = self.meant.get(&m).copied().unwrap_or(self.node_of[m]);
            let root = self.root(node);
            members
                .entry(root)
                .or_insert_with(|| {
                    order.push(root);
                    Vec::new()
                })
                .push(m);
        }
        order
            .iter()
            .enumerate()
            .map(|(i, root)| self.entity(i + 1, *root, &members[root]))
            .collect()
    }

    fn entity(&self, number: usize, root: usize, mentions: &[usize]) -> Entity {
        let kind = self.nodes[root].kind;
        let row = self.nodes[root].row.map(|r| &LEXICON.rows[r as usize]);
        // Distinct spellings with their counts, in order.
        let mut spellings: Vec<(usize, usize)> = Vec::new();
        let mut place_of: FxHashMap<usize, usize> = FxHashMap::default();
        for &m in mentions {
            let node = self.node_of[m];
            let place = *place_of.entry(node).or_insert_with(|| {
                spellings.push((node, 0));
                spellings.len() - 1
            });
            spellings[place].1 += 1;
        }
        let name = self.canonical(kind, row.is_some(), &spellings);
        let mut aliases: Vec<Alias> = Vec::new();
        let mut told: FxHashSet<&str> = FxHashSet::default();
        for &(node, _) in &spellings {
            let text = &self.nodes[node].text;
            if *text == name || !told.insert(text) {
                continue;
            }
            let (relation, lang) = self.relation(node, &name);
            aliases.push(Alias {
                text: text.clone(),
                lang,
                relation,
            });
        }
        Entity {
            id: format!("e{number}"),
            name,
            kind,
            aliases,
            mentions: mentions
                .iter()
                .map(|&m| {
                    let span = self.doc.span_of(self.found[m].tokens.clone());
                    Mention {
                        at: self.doc.text.locate(span),
                        span,
                    }
                })
                .collect(),
            count: mentions.len(),
            same_as: row
                .and_then(|r| r.same_as)
                .map(str::to_owned)
                .into_iter()
                .collect(),
            rule: mentions
                .first()
                .map_or("", |&m| self.found[m].rule)
                .to_owned(),
        }
    }

    /// The fullest form in the document's own language.
    fn canonical(&self, kind: EntityType, known: bool, spellings: &[(usize, usize)]) -> String {
        let score = |&(node, count): &(usize, usize)| {
            let node = &self.nodes[node];
            let forms = if known {
                LEXICON.find(&node.text)
            } else {
                Vec::new()
            };
            let forms = || forms.iter().map(|&(f, _)| &LEXICON.forms[f as usize]);
            let foreign = known
                && forms().any(|f| f.lang.is_some_and(|l| l != self.doc.lang))
                && !forms().any(|f| f.lang == Some(self.doc.lang));
            let own =
                forms().any(|f| f.relation.is_none() && f.lang.is_none_or(|l| l == self.doc.lang));
            let shouted = is_shouted(&node.text);
            let person = kind == EntityType::Person;
            let inverted = person && (node.text.contains(',') || node.text.contains('('));
            // Lind, M. tells more than Lind.
            let parts = person.then(|| PersonName::read(&node.text));
            let fullness = parts.map_or(0, |p| {
                usize::from(!p.given.is_empty()) + usize::from(p.is_full())
            });
            (
                !foreign,
                !is_acronym(&node.text),
                fullness,
                !shouted && !inverted,
                own,
                node.words.len(),
                count,
            )
        };
        let best = spellings
            .iter()
            .enumerate()
            .max_by_key(|(place, s)| (score(s), usize::MAX - place))
            .map(|(_, s)| s.0);
        let Some(best) = best else {
            return String::new();
        };
        let text = &self.nodes[best].text;
        match kind {
            EntityType::Person => upright(text),
            _ if is_shouted(text) => lower_shout(text),
            _ => text.clone(),
        }
    }

    fn relation(&self, node: usize, name: &str) -> (Relation, Option<String>) {
        let node = &self.nodes[node];
        let own = self.doc.lang;
        let form = LEXICON
            .find(&node.text)
            .into_iter()
            .map(|(f, _)| f)
            .find(|&f| Some(LEXICON.forms[f as usize].row) == node.row);
        if let Some(form) = form {
            let form = &LEXICON.forms[form as usize];
            let lang = form.lang.map(|l| l.code().to_owned());
            return match form.relation {
                Some(relation) => (relation, lang),
                None if form.lang.is_some_and(|l| l != own) => (Relation::Translation, lang),
                None => (Relation::Spelling, lang),
            };
        }
        let relation = if node.kind == EntityType::Person {
            let (a, b) = (PersonName::read(&node.text), PersonName::read(name));
            if a.given.is_empty() && !b.given.is_empty() && a.family == b.family {
                Relation::Surname
            } else if a.family == b.family {
                Relation::Spelling
            } else {
                Relation::Transliteration
            }
        } else if is_acronym(&node.text) || abbreviates(&node.text, name) {
            Relation::Acronym
        } else {
            Relation::Spelling
        };
        (relation, None)
    }
}

/// A hash of the first word, of the first two, and so on.
fn starts(words: &[String]) -> impl Iterator<Item = u64> {
    words.iter().scan(FxHasher::default(), |hasher, word| {
        word.hash(hasher);
        Some(hasher.finish())
    })
}
