//! Looks at the clock, now and then: a walk asks at each of its steps, which take less time than the answer.

use crate::clock::Clock;

/// Whether to go on.
#[derive(Debug)]
pub struct Looks<'a> {
    clock: &'a Clock,
    /// Steps between two looks.
    between: u64,
    steps: u64,
    has_ended: bool,
}

impl<'a> Looks<'a> {
    pub fn new(clock: &'a Clock, between: u64) -> Self {
        Self { clock, between, steps: 0, has_ended: false }
    }

    /// Whether the next step may be taken; no more once one may not.
    pub fn may_go_on(&mut self) -> bool {
        self.steps += 1;
        self.has_ended |= self.steps.is_multiple_of(self.between) && self.clock.is_over();
        !self.has_ended
    }

    /// Whether the clock ended the walk.
    pub fn has_ended(&self) -> bool {
        self.has_ended
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Cancel;

    #[test]
    fn the_first_look_is_the_last_where_the_clock_is_over() {
        let cancel = Cancel::default();
        let clock = Clock::start(std::time::Duration::MAX, cancel.clone(), None);
        let mut looks = Looks::new(&clock, 3);
        assert!((0..7).all(|_| looks.may_go_on()));
        cancel.cancel();
        assert_eq!([(); 4].map(|()| looks.may_go_on()), [true, false, false, false]);
        assert!(looks.has_ended());
    }
}
