//! A parser and checker of VIPR 1.0, written from the public description of the format, over the rationals.

use std::collections::{BTreeMap, BTreeSet};

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{Signed, Zero};

type Q = BigRational;
type Terms = BTreeMap<usize, Q>;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sense {
    AtLeast,
    AtMost,
    Equal,
}

#[derive(Debug, Clone, PartialEq)]
struct Constraint {
    terms: Terms,
    sense: Sense,
    right: Q,
}

impl Constraint {
    fn is_absurd(&self) -> bool {
        self.terms.is_empty()
            && match self.sense {
                Sense::AtLeast => self.right.is_positive(),
                Sense::AtMost => self.right.is_negative(),
                Sense::Equal => !self.right.is_zero(),
            }
    }

    fn dominates(&self, other: &Self) -> bool {
        self.is_absurd()
            || self.terms == other.terms
                && match other.sense {
                    Sense::AtLeast => self.sense != Sense::AtMost && self.right >= other.right,
                    Sense::AtMost => self.sense != Sense::AtLeast && self.right <= other.right,
                    Sense::Equal => self.sense == Sense::Equal && self.right == other.right,
                }
    }
}

/// What a file proves: a lower bound of a minimum.
#[derive(Debug)]
pub struct Proved {
    pub variables: usize,
    pub bound: Q,
    /// Derivations of each kind.
    pub reasons: BTreeMap<String, usize>,
}

struct Words<'a>(Box<dyn Iterator<Item = &'a str> + 'a>);

impl<'a> Words<'a> {
    fn next(&mut self) -> Result<&'a str, String> {
        self.0.next().ok_or_else(|| "the file ends early".to_owned())
    }

    fn expect(&mut self, word: &str) -> Result<(), String> {
        let found = self.next()?;
        if found == word { Ok(()) } else { Err(format!("{word} expected, not {found}")) }
    }

    fn count(&mut self) -> Result<usize, String> {
        let word = self.next()?;
        word.parse().map_err(|_| format!("{word} is no index"))
    }

    fn number(&mut self) -> Result<Q, String> {
        let word = self.next()?;
        let wrong = |_| format!("{word} is no value");
        match word.split_once('/') {
            Some((p, q)) => {
                let q: BigInt = q.parse().map_err(wrong)?;
                if q.is_zero() {
                    Err(format!("{word} is no value"))
                } else {
                    Ok(Q::new(p.parse().map_err(wrong)?, q))
                }
            }
            None => Ok(Q::from_integer(word.parse().map_err(wrong)?)),
        }
    }

    /// So many indices below a number, each once, with values.
    fn pairs(&mut self, count: usize, below: usize) -> Result<Terms, String> {
        let mut terms = Terms::new();
        for _ in 0..count {
            let (index, value) = (self.count()?, self.number()?);
            if index >= below || terms.insert(index, value).is_some() {
                return Err(format!("index {index} is out of range or stands twice"));
            }
        }
        Ok(terms)
    }
}

fn without_zeros(mut terms: Terms) -> Terms {
    terms.retain(|_, value| !value.is_zero());
    terms
}

struct Checker {
    variables: usize,
    is_integer: Vec<bool>,
    objective: Terms,
    constraints: Vec<Constraint>,
    /// The assumptions that each constraint rests on.
    assumptions: Vec<BTreeSet<usize>>,
    names: BTreeSet<String>,
}

pub fn check(text: &str) -> Result<Proved, String> {
    let body = text.lines().skip_while(|line| line.starts_with('%'));
    let mut words = Words(Box::new(body.flat_map(str::split_whitespace)));
    words.expect("VER")?;
    words.expect("1.0")?;
    words.expect("VAR")?;
    let variables = words.count()?;
    for _ in 0..variables {
        words.next()?;
    }
    words.expect("INT")?;
    let mut is_integer = vec![false; variables];
    for _ in 0..words.count()? {
        *is_integer.get_mut(words.count()?).ok_or("no such variable")? = true;
    }
    words.expect("OBJ")?;
    words.expect("min")?;
    let count = words.count()?;
    let objective = without_zeros(words.pairs(count, variables)?);
    let mut checker = Checker {
        variables,
        is_integer,
        objective,
        constraints: Vec::new(),
        assumptions: Vec::new(),
        names: BTreeSet::new(),
    };
    words.expect("CON")?;
    let (count, bounds) = (words.count()?, words.count()?);
    for number in 0..count {
        let constraint = checker.constraint(&mut words)?;
        if number < bounds && constraint.terms.len() != 1 {
            return Err("bounds come first, and are as many as it says".to_owned());
        }
        checker.put(constraint, BTreeSet::new());
    }
    words.expect("RTP")?;
    words.expect("range")?;
    let bound = words.number()?;
    words.expect("inf")?;
    words.expect("SOL")?;
    words.expect("0")?;
    words.expect("DER")?;
    let mut reasons = BTreeMap::new();
    for _ in 0..words.count()? {
        let reason = checker.derivation(&mut words)?;
        *reasons.entry(reason).or_default() += 1;
    }
    if let Some(word) = words.0.next() {
        return Err(format!("{word} behind the end"));
    }
    let claimed =
        Constraint { terms: checker.objective.clone(), sense: Sense::AtLeast, right: bound.clone() };
    let last = checker.constraints.last().ok_or("nothing is derived")?;
    let rests_on = checker.assumptions.last().is_some_and(|set| !set.is_empty());
    if rests_on || !last.dominates(&claimed) {
        return Err("the last constraint is not the bound, or rests on assumptions".to_owned());
    }
    Ok(Proved { variables, bound, reasons })
}

impl Checker {
    fn put(&mut self, constraint: Constraint, assumptions: BTreeSet<usize>) {
        self.constraints.push(constraint);
        self.assumptions.push(assumptions);
    }

    fn constraint(&mut self, words: &mut Words) -> Result<Constraint, String> {
        let name = words.next()?.to_owned();
        if !self.names.insert(name.clone()) {
            return Err(format!("two constraints have the name {name}"));
        }
        let sense = match words.next()? {
            "G" => Sense::AtLeast,
            "L" => Sense::AtMost,
            "E" => Sense::Equal,
            other => return Err(format!("{other} is no sense")),
        };
        let right = words.number()?;
        let terms = match words.next()? {
            "OBJ" => self.objective.clone(),
            count => {
                let count = count.parse().map_err(|_| format!("{count} is no count"))?;
                without_zeros(words.pairs(count, self.variables)?)
            }
        };
        Ok(Constraint { terms, sense, right })
    }

    fn derivation(&mut self, words: &mut Words) -> Result<String, String> {
        let constraint = self.constraint(words)?;
        words.expect("{")?;
        let reason = words.next()?.to_owned();
        let number = self.constraints.len();
        let assumptions = match reason.as_str() {
            "asm" => BTreeSet::from([number]),
            "lin" => {
                let count = words.count()?;
                let factors = words.pairs(count, number)?;
                if !self.combined(&factors)?.dominates(&constraint) {
                    return Err(format!("constraint {number} does not follow"));
                }
                factors.keys().flat_map(|index| self.assumptions[*index].iter().copied()).collect()
            }
            "uns" => self.resolved(words, &constraint)?,
            other => return Err(format!("{other} is no reason known here")),
        };
        words.expect("}")?;
        let last = words.next()?;
        if last != "-1" {
            return Err(format!("{last}: constraints are kept to the end here"));
        }
        self.put(constraint, assumptions);
        Ok(reason)
    }

    fn combined(&self, factors: &Terms) -> Result<Constraint, String> {
        let mut sum = Constraint { terms: Terms::new(), sense: Sense::Equal, right: Q::zero() };
        for (index, factor) in factors {
            let constraint = &self.constraints[*index];
            let direction = match (constraint.sense, factor.is_negative()) {
                (Sense::Equal, _) => Sense::Equal,
                (Sense::AtLeast, false) | (Sense::AtMost, true) => Sense::AtLeast,
                (Sense::AtLeast, true) | (Sense::AtMost, false) => Sense::AtMost,
            };
            if direction != Sense::Equal {
                if sum.sense != Sense::Equal && sum.sense != direction {
                    return Err("the combination adds constraints of opposite senses".to_owned());
                }
                sum.sense = direction;
            }
            for (variable, value) in &constraint.terms {
                *sum.terms.entry(*variable).or_insert_with(Q::zero) += factor * value;
            }
            sum.right += factor * &constraint.right;
        }
        sum.terms = without_zeros(sum.terms);
        Ok(sum)
    }

    /// Two constraints under one of two assumptions each, of which one holds for every integer point.
    fn resolved(&self, words: &mut Words, constraint: &Constraint) -> Result<BTreeSet<usize>, String> {
        let mut numbers = [0; 4];
        for number in &mut numbers {
            *number = words.count()?;
            if *number >= self.constraints.len() {
                return Err("a later constraint is referred to".to_owned());
            }
        }
        let [own, case, other, other_case] = numbers;
        let (a, b) = (&self.constraints[case], &self.constraints[other_case]);
        let (low, high) = if a.sense == Sense::AtMost { (a, b) } else { (b, a) };
        let is_whole = |(variable, value): (&usize, &Q)| self.is_integer[*variable] && value.is_integer();
        let covers = low.sense == Sense::AtMost
            && high.sense == Sense::AtLeast
            && low.terms == high.terms
            && low.terms.iter().all(is_whole)
            && low.right.is_integer()
            && high.right == &low.right + Q::from_integer(1.into());
        if !covers {
            return Err("the two cases do not cover all integers".to_owned());
        }
        if ![own, other].iter().all(|number| self.constraints[*number].dominates(constraint)) {
            return Err("a case does not have what is derived".to_owned());
        }
        let without = |number: usize, case: usize| {
            self.assumptions[number].iter().copied().filter(move |assumption| *assumption != case)
        };
        Ok(without(own, case).chain(without(other, other_case)).collect())
    }
}
