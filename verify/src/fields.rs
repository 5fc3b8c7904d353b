//! Access to a document that knows the place of everything, for messages.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Signed};

use crate::json::Json;
use crate::number;
use crate::verdict::{Judged, Refusal};

/// A value and its JSON pointer.
#[derive(Debug, Clone)]
pub(crate) struct Place<'a> {
    pub value: &'a Json,
    pub pointer: String,
}

impl<'a> Place<'a> {
    pub fn root(value: &'a Json) -> Self {
        Self { value, pointer: String::new() }
    }

    fn below(&self, step: &str, value: &'a Json) -> Self {
        Self { value, pointer: format!("{}/{}", self.pointer, step.replace('~', "~0").replace('/', "~1")) }
    }

    pub fn malformed(&self, reason: impl Into<String>) -> Refusal {
        Refusal::malformed(&self.pointer, reason)
    }

    fn object(&self) -> Judged<&'a [(String, Json)]> {
        match self.value {
            Json::Object(fields) => Ok(fields),
            _ => Err(self.malformed("must be an object")),
        }
    }

    /// Refuses every key that is not in the list: an unread key might carry a meaning.
    pub fn allow_only(&self, keys: &[&str]) -> Judged<()> {
        match self.object()?.iter().find(|(key, _)| !keys.contains(&key.as_str())) {
            None => Ok(()),
            Some((key, value)) => {
                let known = keys.join(", ");
                Err(self.below(key, value).malformed(format!("unknown key; known here: {known}")))
            }
        }
    }

    pub fn optional(&self, key: &str) -> Judged<Option<Self>> {
        Ok(self.object()?.iter().find(|(known, _)| known == key).map(|(_, value)| self.below(key, value)))
    }

    pub fn get(&self, key: &str) -> Judged<Self> {
        self.optional(key)?.ok_or_else(|| self.malformed(format!("the key {key} is missing")))
    }

    pub fn items(&self) -> Judged<impl Iterator<Item = Self> + use<'a>> {
        match self.value {
            Json::List(items) => {
                let here = self.clone();
                Ok(items.iter().enumerate().map(move |(i, item)| here.below(&i.to_string(), item)))
            }
            _ => Err(self.malformed("must be an array")),
        }
    }

    pub fn length(&self) -> Judged<usize> {
        match self.value {
            Json::List(items) => Ok(items.len()),
            _ => Err(self.malformed("must be an array")),
        }
    }

    /// Refuses a list with more entries than there are things for them to name: none is needed twice, and a long list would be
    /// worked through between two looks at the clock.
    pub fn at_most(&self, count: usize, things: &str) -> Judged<()> {
        if self.length()? <= count {
            return Ok(());
        }
        Err(self.malformed(format!("must not have more entries than there are {things}: {count}")))
    }

    pub fn text(&self) -> Judged<&'a str> {
        match self.value {
            Json::Text(text) => Ok(text),
            _ => Err(self.malformed("must be a string")),
        }
    }

    /// An exact number: a string, or a JSON integer.
    pub fn number(&self) -> Judged<BigRational> {
        match self.value {
            Json::Text(text) => number::parse(text).map_err(|reason| self.malformed(reason)),
            Json::Integer(value) => Ok(BigRational::from_integer(BigInt::from(*value))),
            _ => Err(self.malformed("must be a number: an integer, or a string with a decimal or p/q")),
        }
    }

    pub fn positive(&self) -> Judged<BigRational> {
        let value = self.number()?;
        if value.is_positive() { Ok(value) } else { Err(self.malformed("must be above zero")) }
    }

    pub fn nonnegative(&self) -> Judged<BigRational> {
        let value = self.number()?;
        if value.is_negative() { Err(self.malformed("must not be negative")) } else { Ok(value) }
    }

    pub fn integer(&self) -> Judged<BigInt> {
        let value = self.number()?;
        if value.denom().is_one() {
            Ok(value.numer().clone())
        } else {
            Err(self.malformed("must be an integer"))
        }
    }

    /// An integer from `least` to `most`.
    pub fn count(&self, least: usize, most: usize) -> Judged<usize> {
        let wrong = || self.malformed(format!("must be an integer from {least} to {most}"));
        let value = usize::try_from(self.integer()?).map_err(|_| wrong())?;
        if (least..=most).contains(&value) { Ok(value) } else { Err(wrong()) }
    }

    pub fn numbers(&self) -> Judged<Vec<BigRational>> {
        self.items()?.map(|item| item.number()).collect()
    }

    /// A list of exactly `length` numbers.
    pub fn vector(&self, length: usize) -> Judged<Vec<BigRational>> {
        if self.length()? != length {
            return Err(self.malformed(format!("must hold {length} numbers, one a level")));
        }
        self.numbers()
    }
}
