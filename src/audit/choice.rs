//! [`Choice`]: the rules whose findings a user wants to see.

use super::Rule;

/// Rules chosen by name: all, only some, or all but some.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    /// Every rule where it is empty.
    only: Vec<&'static str>,
    ignored: Vec<&'static str>,
}

impl Choice {
    /// The rules named in `only` (all of them where none is), less those in `ignored`.
    ///
    /// # Errors
    /// The first name that no rule has.
    pub fn new(only: &[String], ignored: &[String]) -> Result<Choice, String> {
        let known = |names: &[String]| -> Result<Vec<&'static str>, String> {
            let rules = names
                .iter()
                .map(|name| Rule::find(name).map(|rule| rule.id).ok_or(name.clone()));
            rules.collect()
        };
        Ok(Choice {
            only: known(only)?,
            ignored: known(ignored)?,
        })
    }

    /// Whether findings of this rule are wanted.
    pub fn takes(&self, rule: &str) -> bool {
        (self.only.is_empty() || self.only.contains(&rule)) && !self.ignored.contains(&rule)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::RULES;

    fn taken(only: &[&str], ignored: &[&str]) -> Result<Vec<&'static str>, String> {
        let owned = |names: &[&str]| names.iter().map(|n| (*n).to_owned()).collect::<Vec<_>>();
        let choice = Choice::new(&owned(only), &owned(ignored))?;
        let all = RULES.iter().map(|r| r.id);
        Ok(all.filter(|id| choice.takes(id)).collect())
    }

    #[test]
    fn rules_are_chosen_by_name() {
        let all: Vec<&str> = RULES.iter().map(|r| r.id).collect();
        assert_eq!(taken(&[], &[]).as_deref(), Ok(&all[..]));
        assert_eq!(taken(&all[1..3], &[]).as_deref(), Ok(&all[1..3]));
        assert_eq!(taken(&[], &all[..1]).as_deref(), Ok(&all[1..]));
        assert_eq!(taken(&all[1..3], &all[2..3]).as_deref(), Ok(&all[1..2]));
    }

    #[test]
    fn names_of_no_rule_are_refused() {
        assert_eq!(
            taken(&["date-imposible"], &[]),
            Err("date-imposible".to_owned())
        );
        assert_eq!(taken(&[], &["", "x"]), Err(String::new()));
    }
}
