//! Every law that is fitted: all of the list.

use super::closed_forms::{EXPONENTIAL, PARETO, UNIFORM};
use super::family::Family;
use super::gamma::{ERLANG, GAMMA};
use super::hyper_exponential::HYPER_EXPONENTIAL;
use super::log_normal::LOG_NORMAL;
use super::weibull::WEIBULL;
use crate::straggler::{LAWS, LawError, LawSpec};

const FAMILIES: [&Family; 8] =
    [&EXPONENTIAL, &WEIBULL, &GAMMA, &ERLANG, &LOG_NORMAL, &PARETO, &UNIFORM, &HYPER_EXPONENTIAL];

/// The families of these names, or all, in the order of the list of laws.
pub fn chosen(names: &[String]) -> Result<Vec<&'static Family>, LawError> {
    names.iter().try_for_each(|name| LawSpec::find(name).map(drop))?;
    let is_chosen = |name: &str| names.is_empty() || names.iter().any(|given| given == name);
    let listed = LAWS.iter().filter(|spec| is_chosen(spec.name));
    Ok(listed.filter_map(|spec| FAMILIES.into_iter().find(|family| family.name == spec.name)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_law_of_the_list_is_fitted() {
        let all = chosen(&[]).unwrap();
        let names: Vec<&str> = all.iter().map(|family| family.name).collect();
        assert_eq!(names, LAWS.iter().map(|spec| spec.name).collect::<Vec<_>>());
        for family in all {
            let spec = LawSpec::find(family.name).unwrap();
            let mut keys: Vec<&str> = family.keys.iter().map(|key| key.split('[').next().unwrap()).collect();
            keys.dedup();
            assert_eq!(keys, spec.parameters.iter().map(|p| p.key).collect::<Vec<_>>());
        }
        assert!(chosen(&["cauchy".to_owned()]).is_err());
    }
}
