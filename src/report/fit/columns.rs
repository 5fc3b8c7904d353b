//! The columns of fitted laws that text and LaTeX share.

use super::words::p_value;
use crate::fit::{Estimate, Fits, Fitted};
use crate::report::number::NONE;
use crate::report::table::{Column, Kind};
use crate::wording::counted;

/// A row a law, the best one first.
pub(super) fn columns(fits: &Fits) -> Vec<Column> {
    let of = |cell: fn(&Fitted, &Estimate) -> Option<String>| -> Vec<String> {
        let cell = |fitted: &Fitted| cell(fitted, fitted.estimate.as_ref().ok()?);
        fits.fits.iter().map(|fitted| cell(fitted).unwrap_or_else(|| NONE.to_owned())).collect()
    };
    let numbers = |title, cells| Column { title, kind: Kind::Number, cells };
    let laws = fits.fits.iter().map(|fitted| fitted.law.to_owned()).collect();
    vec![
        Column { title: "law", kind: Kind::Words, cells: laws },
        numbers("AIC", of(|_, estimate| Some(format!("{:.2}", estimate.aic)))),
        numbers("log-likelihood", of(|_, estimate| Some(format!("{:.2}", estimate.log_likelihood)))),
        numbers("KS distance", of(|_, estimate| Some(format!("{:.4}", estimate.distance)))),
        numbers("p", of(|fitted, _| p_value(fitted.bootstrap))),
        numbers("samples", of(|fitted, _| Some(fitted.bootstrap.samples.to_string()))),
    ]
}

/// How many samples of the bootstrap the p-values are of; nothing where there is none.
pub(super) fn samples(fits: &Fits) -> Option<String> {
    let has_p = fits.fits.iter().filter(|fitted| fitted.bootstrap.p_value().is_some());
    let samples: Vec<usize> = has_p.map(|fitted| fitted.bootstrap.samples).collect();
    let (least, most) = (samples.iter().min()?, samples.iter().max()?);
    let all = counted(*most as u64, "bootstrap sample");
    Some(if least == most { all } else { format!("{least} to {all}") })
}
