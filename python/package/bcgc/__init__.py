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

from importlib import import_module
from typing import TYPE_CHECKING

from ._bcgc import __version__ as __version__
from .errors import *

# What a checker of types sees; a program loads a module of these, and numpy with it, once it asks for a name of it.
if TYPE_CHECKING:
    from .certificates import *
    from .distributions import *
    from .encodings import *
    from .evaluations import *
    from .fitting import *
    from .histories import *
    from .instances import *
    from .laws import *
    from .reports import *
    from .schemes import *
    from .simulations import *
    from .solving import *
    from .sweeps import *
    from .tables import *
    from .traces import *

# Every module and what is public of it, its own `__all__`.
_PUBLIC = {
    "errors": ("BcgcError", "InputError", "SolverError"),
    "certificates": ("Certificate", "Judgement", "certify", "verify"),
    "distributions": ("Distribution", "distribution"),
    "encodings": ("CONSTRUCTIONS", "CodeReport", "Decodability", "EncodingMatrix"),
    "evaluations": ("Evaluation", "Gradient", "evaluate", "evaluate_gradient"),
    "fitting": ("Check", "Fit", "Fits", "Load", "Loads", "Spread", "fit"),
    "histories": ("History", "Iterations"),
    "instances": ("Instance",),
    "laws": (
        "Erlang", "Gamma", "HyperExponential", "Law", "LogNormal", "Pareto", "ShiftedExponential", "Uniform",
        "Weibull",
    ),
    "reports": ("Bound", "Exact", "Proofs", "Report", "Row", "Sampled", "Verdict"),
    "schemes": ("Block", "Plan", "Scheme"),
    "simulations": ("Agreement", "Completion", "Simulation", "simulate"),
    "solving": ("METHODS", "METHODS_BY_NAME", "Standing", "evaluate_coding_parameters", "evaluate_report", "solve"),
    "sweeps": ("sweep",),
    "tables": ("Comparison", "Difference", "Spec", "Table", "table", "table_merge", "table_shard"),
    "traces": ("Trace",),
}
# Modules that are used by their own names.
_MODULES = (*_PUBLIC, "mpi", "plots")
_HOMES = {name: module for module, names in _PUBLIC.items() for name in names}

# Not for checkers of types, to which every name would then be one of the package.
if not TYPE_CHECKING:
    __all__ = sorted([*_HOMES, "__version__"])

    def __getattr__(name: str) -> object:
        if name in _MODULES:
            return import_module(f".{name}", __name__)
        if name not in _HOMES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}{_meant(name)}", name=name)
        found = getattr(import_module(f".{_HOMES[name]}", __name__), name)
        globals()[name] = found
        return found

    def _meant(name: str) -> str:
        """What somebody meant who wrote another name."""
        if name.startswith("_"):
            # Looked up by programs, which catch the error.
            return ""
        from difflib import get_close_matches

        names = {known.lower(): known for known in (*_MODULES, *_HOMES)}
        found = get_close_matches(name.lower(), names, 1)
        return f"; did you mean {names[found[0]]!r}?" if found else ""

    def __dir__() -> list[str]:
        # Without what this file works with.
        return sorted({*(name for name in globals() if name.startswith("__")), *__all__, *_MODULES})
