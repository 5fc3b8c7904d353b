"""Optimal redundancy for gradient computations with stragglers.

Block coordinate gradient coding, evaluated exactly and optimised with certified gaps: the Rust crate and the command line
``bcgc`` in Python, with the same numbers, digit for digit.

>>> import bcgc
>>> law = bcgc.ShiftedExponential(rate=1e-3, shift=50)
>>> instance = bcgc.Instance(workers=20, coordinates=20_000, stragglers=law, samples=50)
>>> report = bcgc.solve(instance, ["exact", "mean-time"])
>>> report.best.status
'optimal'
"""

from ._bcgc import __version__
from .certificates import Certificate, Judgement, certify, verify
from .distributions import Distribution, distribution
from .encodings import CONSTRUCTIONS, CodeReport, Decodability, EncodingMatrix
from .errors import BcgcError, InputError, SolverError
from .evaluations import Evaluation, Gradient, evaluate, evaluate_gradient
from .fitting import Check, Fit, Fits, Load, Loads, Spread, fit
from .histories import History, Iterations
from .instances import Instance
from .laws import (
    Erlang,
    Gamma,
    HyperExponential,
    Law,
    LogNormal,
    Pareto,
    ShiftedExponential,
    Uniform,
    Weibull,
)
from .reports import Bound, Exact, Report, Row, Sampled, Verdict
from .schemes import Block, Plan, Scheme
from .simulations import Agreement, Simulation, simulate
from .solving import METHODS, METHODS_BY_NAME, Standing, evaluate_coding_parameters, evaluate_report, solve
from .sweeps import sweep
from .tables import Comparison, Difference, Spec, Table, table, table_merge, table_shard
from .traces import Trace

__all__ = [
    "CONSTRUCTIONS",
    "METHODS",
    "METHODS_BY_NAME",
    "Agreement",
    "BcgcError",
    "Block",
    "Bound",
    "Certificate",
    "Check",
    "CodeReport",
    "Comparison",
    "Decodability",
    "Difference",
    "Distribution",
    "EncodingMatrix",
    "Erlang",
    "Evaluation",
    "Exact",
    "Fit",
    "Fits",
    "Gamma",
    "Gradient",
    "History",
    "HyperExponential",
    "InputError",
    "Instance",
    "Iterations",
    "Judgement",
    "Law",
    "Load",
    "Loads",
    "LogNormal",
    "Pareto",
    "Plan",
    "Report",
    "Row",
    "Sampled",
    "Scheme",
    "ShiftedExponential",
    "Simulation",
    "SolverError",
    "Spec",
    "Spread",
    "Standing",
    "Table",
    "Trace",
    "Uniform",
    "Verdict",
    "Weibull",
    "__version__",
    "certify",
    "distribution",
    "evaluate",
    "evaluate_coding_parameters",
    "evaluate_gradient",
    "evaluate_report",
    "fit",
    "simulate",
    "solve",
    "sweep",
    "table",
    "table_merge",
    "table_shard",
    "verify",
]
