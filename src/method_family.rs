//! Methods that differ in one parameter, written behind a colon: `name:parameter`.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use crate::instance::Objective;
use crate::method::{Answer, Method};

/// A family of methods: its name, a colon and a parameter name a member.
///
/// ```
/// use bcgc::methods::{FAMILIES, find};
///
/// let forms: Vec<&str> = FAMILIES.iter().map(|family| family.form).collect();
/// assert_eq!(forms, ["ferdinand:R", "published:SCHEME"]);
/// assert_eq!(find("ferdinand: L / 4").map(|method| method.name), Some("ferdinand:L/4"));
/// assert!(find("ferdinand:0").is_none());
/// ```
#[derive(Debug)]
pub struct MethodFamily {
    /// The part of the name before the colon.
    pub name: &'static str,
    /// How members are written, the parameter in capitals.
    pub form: &'static str,
    /// What the parameter may be.
    pub allowed: fn() -> String,
    /// How every member answers what.
    pub answers: &'static [Answer],
    /// The parameter in the one way in which it is written in names; none where it is no parameter of the family.
    pub canonical: fn(&str) -> Option<String>,
}

/// The members that were asked for: names live as long as the program, so that each is kept once.
static MEMBERS: Mutex<BTreeMap<String, &'static Method>> = Mutex::new(BTreeMap::new());

impl MethodFamily {
    /// How its members answer for an objective; `None` if they do not.
    pub fn for_objective(&self, objective: Objective) -> Option<&Answer> {
        self.answers.iter().find(|answer| answer.run.is_for(objective))
    }

    /// What a name says behind that of the family; none where it is of another method.
    pub fn parameter<'a>(&self, name: &'a str) -> Option<&'a str> {
        let rest = name.strip_prefix(self.name)?;
        if rest.is_empty() { Some(rest) } else { rest.strip_prefix(':') }
    }

    /// The member of a name; none where that is of another method, or has no parameter of the family.
    pub fn member(&self, name: &str) -> Option<&'static Method> {
        let parameter = (self.canonical)(self.parameter(name)?.trim())?;
        let name = format!("{}:{parameter}", self.name);
        let mut members = MEMBERS.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = members.get(&name) {
            return Some(known);
        }
        let made = Method {
            name: Box::leak(name.clone().into_boxed_str()),
            is_sampled: false,
            is_closed_form: false,
            answers: self.answers,
        };
        let made: &'static Method = Box::leak(Box::new(made));
        members.insert(name, made);
        Some(made)
    }
}
