//! The columns of fitted laws that text and LaTeX share.

use super::words::p_value;
use crate::fit::{Estimate, Fits, Fitted};
use crate::report::number::NONE;
use crate::report::table::{Column, Kind};

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
