//! The native half of the Python package `bcgc`: thin wrappers of the Rust crate, used through its front door alone.
//! Documents cross as JSON, numbers as numpy arrays; types and docstrings are in `../package`.

mod arrays;
mod certificate;
mod code;
mod distribution;
mod errors;
mod evaluate;
mod fit;
mod format;
mod history;
mod instance;
mod interrupt;
mod law;
mod matrix;
mod observer;
mod scheme;
mod simulation;
mod solve;
mod table;
mod trace;

#[pyo3::pymodule]
mod _bcgc {
    use pyo3::prelude::*;

    #[pymodule_export]
    use crate::certificate::{certify, certify_matrix, verify, verify_file, vipr};
    #[pymodule_export]
    use crate::code::{check, code};
    #[pymodule_export]
    use crate::distribution::{Distribution, distribution};
    #[pymodule_export]
    use crate::evaluate::{gradient, report, report_of_order, values};
    #[pymodule_export]
    use crate::fit::{Fits, fit};
    #[pymodule_export]
    use crate::format::cited;
    #[pymodule_export]
    use crate::history::History;
    #[pymodule_export]
    use crate::instance::Instance;
    #[pymodule_export]
    use crate::law::Law;
    #[pymodule_export]
    use crate::matrix::Matrix;
    #[pymodule_export]
    use crate::scheme::Scheme;
    #[pymodule_export]
    use crate::simulation::{Timeline, simulate};
    #[pymodule_export]
    use crate::solve::{Report, solve};
    #[pymodule_export]
    use crate::table::{Spec, Table, Work, table, table_merge, table_shard};
    #[pymodule_export]
    use crate::trace::Trace;

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        module.add("__version__", env!("CARGO_PKG_VERSION"))?;
        module.add("METHODS", crate::solve::methods())?;
        module.add("METHODS_BY_NAME", crate::solve::methods_by_name())?;
        module.add("CONSTRUCTIONS", crate::matrix::constructions())
    }
}
