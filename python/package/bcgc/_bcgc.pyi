from collections.abc import Callable
from typing import TypeAlias, final

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "CONSTRUCTIONS",
    "Distribution",
    "Fits",
    "History",
    "Instance",
    "Law",
    "METHODS",
    "METHODS_BY_NAME",
    "Matrix",
    "Report",
    "Scheme",
    "Spec",
    "Table",
    "Timeline",
    "Trace",
    "Work",
    "__version__",
    "certify",
    "certify_matrix",
    "check",
    "cited",
    "code",
    "distribution",
    "fit",
    "gradient",
    "report",
    "report_of_order",
    "simulate",
    "solve",
    "table",
    "table_merge",
    "table_shard",
    "values",
    "verify",
    "verify_file",
    "vipr",
]
__version__: str
METHODS: list[tuple[str, str]]
METHODS_BY_NAME: list[tuple[str, str]]
CONSTRUCTIONS: list[tuple[str, str]]

_Floats: TypeAlias = NDArray[np.float64]
_Integers: TypeAlias = NDArray[np.int64]
_Documents: TypeAlias = list[tuple[str, str]]
_Callback: TypeAlias = Callable[[str, int, int, float | None, float | None], object]
_Written: TypeAlias = tuple[str, list[str], list[str], float]
_Judged: TypeAlias = tuple[str, list[str], list[str], str, str]

@final
class Law:
    def __new__(cls, name: str, parameters: dict[str, float | list[float]]) -> Law: ...
    @staticmethod
    def from_mean(
        name: str, parameters: dict[str, float | list[float]], mean: float, min: float | None
    ) -> Law: ...
    def parameters(self) -> list[tuple[str, list[float], bool]]: ...
    def mean(self) -> float: ...
    def support(self) -> tuple[float, float]: ...
    def cdf(self, t: _Floats) -> _Floats: ...
    def survival(self, t: _Floats) -> _Floats: ...
    def density(self, t: _Floats) -> _Floats: ...
    def quantile(self, p: _Floats) -> _Floats: ...

@final
class Trace:
    def __new__(cls, rows: _Floats, name: str | None, origin: str | None, overheads: bool) -> Trace: ...
    @staticmethod
    def read(path: str, reading: str, overheads: bool) -> Trace: ...
    @staticmethod
    def of_loads(loads: list[float], traces: list[Trace]) -> tuple[Trace, Trace]: ...
    @property
    def name(self) -> str: ...
    @property
    def origin(self) -> str: ...
    @property
    def dropped(self) -> int: ...
    @property
    def header(self) -> str | None: ...
    def rows(self) -> _Floats: ...

@final
class Instance:
    def __new__(
        cls,
        workers: int,
        coordinates: int,
        samples: int | None,
        cycles: float,
        stragglers: Law | Trace | float,
        deadline: float | None,
        name: str | None,
    ) -> Instance: ...
    @staticmethod
    def read(path: str) -> Instance: ...
    @staticmethod
    def from_toml(text: str) -> Instance: ...
    @staticmethod
    def from_json(text: str) -> Instance: ...
    def with_overhead(self, overhead: Law | Trace | float) -> Instance: ...
    def to_json(self) -> str: ...
    def to_toml(self) -> str: ...
    def trace(self) -> Trace | None: ...
    def overhead_trace(self) -> Trace | None: ...

@final
class Report:
    def documents(self) -> _Documents: ...
    def render(self, name: str) -> str: ...
    def facts(self) -> _Documents: ...
    def instance(self) -> Instance: ...
    def draw(self, name: str) -> bytes: ...

@final
class History:
    def documents(self) -> _Documents: ...
    def draw(self, name: str) -> bytes: ...

@final
class Distribution:
    def documents(self) -> _Documents: ...
    def draw(self, name: str) -> bytes: ...

@final
class Fits:
    def documents(self) -> _Documents: ...
    def instance_file(self) -> str | None: ...
    def draw(self, name: str) -> bytes: ...

@final
class Timeline:
    def draw(self, name: str) -> bytes: ...

@final
class Matrix:
    @staticmethod
    def build(construction: str, workers: int, stragglers: int, seed: int) -> Matrix: ...
    @staticmethod
    def from_json(text: str, stragglers: int | None) -> Matrix: ...
    @staticmethod
    def read(
        path: str, stragglers: int | None, delimiter: str | None, header: bool | None, index: bool | None
    ) -> Matrix: ...
    @property
    def workers(self) -> int: ...
    @property
    def subsets(self) -> int: ...
    @property
    def stragglers(self) -> int: ...
    @property
    def origin(self) -> str: ...
    @property
    def seed(self) -> int | None: ...
    def to_text(self) -> list[list[str]]: ...
    def to_csv(self) -> str: ...
    def to_array(self) -> _Floats: ...
    def decoding_vector(self, workers: list[int]) -> list[str]: ...

@final
class Scheme:
    @staticmethod
    def build(partition: _Integers, construction: str, seed: int) -> Scheme: ...
    @staticmethod
    def from_matrices(partition: _Integers, matrices: list[Matrix]) -> Scheme: ...
    @staticmethod
    def from_json(text: str) -> Scheme: ...
    @property
    def workers(self) -> int: ...
    @property
    def coordinates(self) -> int: ...
    def to_json(self) -> str: ...
    def blocks(self) -> list[tuple[int, int, Matrix, str]]: ...
    def plans(self) -> list[tuple[list[int], int, list[tuple[int, list[int]]]]]: ...

@final
class Spec:
    @staticmethod
    def read(path: str) -> Spec: ...
    @staticmethod
    def parse(name: str, text: str) -> Spec: ...
    @staticmethod
    def restore(name: str, text: str, base: str) -> Spec: ...
    def state(self) -> tuple[str, str, str]: ...
    def cell(self, number: int) -> str: ...
    @staticmethod
    def named(name: str) -> list[Spec]: ...
    @staticmethod
    def names() -> list[tuple[str, list[tuple[str, str]]]]: ...
    @property
    def name(self) -> str: ...
    @property
    def source(self) -> str: ...
    @property
    def methods(self) -> list[str]: ...
    def __len__(self) -> int: ...

@final
class Work:
    def __new__(cls, spec: Spec, log: str | None, resume: bool) -> Work: ...
    def missing(self) -> list[int]: ...
    def add(self, line: str) -> None: ...
    def __len__(self) -> int: ...
    def table(self, date: str | None) -> Table: ...

@final
class Table:
    def documents(self) -> _Documents: ...
    def files(self) -> list[tuple[str, bytes]]: ...
    def png(self) -> bytes | None: ...
    def compare(self, name: str, stored: str) -> tuple[_Documents, str]: ...

def solve(
    instance: Instance,
    methods: list[str],
    gap: float | None,
    complement_gap: float | None,
    time_limit: float,
    bound: bool,
    rigour: str,
    rounding: str,
    seed: int,
    holdout: float | None,
    folds: int | None,
    with_history: bool,
    threads: int | None,
    callback: _Callback | None,
) -> tuple[Report, History | None]: ...
def values(
    instance: Instance, rows: _Integers | _Floats, threads: int | None
) -> tuple[_Floats, _Floats, _Floats]: ...
def gradient(instance: Instance, partition: _Floats) -> tuple[float, float, float, _Floats, float]: ...
def report(
    instance: Instance,
    partition: _Integers,
    gap: float | None,
    complement_gap: float | None,
    time_limit: float,
    bound: bool,
    rigour: str,
    threads: int | None,
    callback: _Callback | None,
) -> Report: ...
def report_of_order(
    instance: Instance,
    parameters: _Integers,
    gap: float | None,
    complement_gap: float | None,
    time_limit: float,
    bound: bool,
    rigour: str,
    threads: int | None,
    callback: _Callback | None,
) -> Report: ...
def distribution(
    instance: Instance,
    partition: _Integers,
    deadlines: list[float],
    quantiles: list[float],
    time_limit: float,
    threads: int | None,
) -> Distribution: ...
def check(matrix: Matrix, budget: int, seed: int, threads: int | None) -> tuple[str, bool, bool]: ...
def code(
    matrix: Matrix,
    budget: int,
    seed: int,
    conditioning: int | None,
    decode: list[list[int]],
    approximate: bool,
    approximation: int | None,
    tolerance: float | None,
    threads: int | None,
) -> _Documents: ...
def simulate(
    instance: Instance,
    partition: _Integers,
    construction: str,
    rounds: int | None,
    logistic: bool,
    tolerance: float | None,
    data: str | None,
    seed: int,
    timeline: int | None,
    threads: int | None,
) -> tuple[_Documents, bool, Scheme, Timeline | None]: ...
def cited(latex: str, key: str) -> str: ...
def certify(report: Report, method: str | None, time_limit: float, threads: int | None) -> _Written: ...
def certify_matrix(matrix: Matrix) -> _Written: ...
def vipr(document: str) -> str: ...
def verify(document: bytes, folder: str | None, time_limit: float) -> _Judged: ...
def verify_file(path: str, time_limit: float) -> _Judged: ...
def fit(
    traces: list[Trace],
    loads: list[float] | None,
    laws: list[str],
    bootstrap: int,
    seed: int,
    time_limit: float,
    threads: int | None,
) -> Fits: ...
def table(
    spec: Spec,
    log: str | None,
    resume: bool,
    date: str | None,
    certificates: str | None,
    rigour: str,
    threads: int | None,
    callback: Callable[[int, int], object] | None,
) -> Table: ...
def table_shard(
    spec: Spec,
    shard: str,
    folder: str,
    resume: bool,
    certificates: str | None,
    threads: int | None,
    callback: Callable[[int, int], object] | None,
) -> str: ...
def table_merge(
    spec: Spec,
    logs: list[str],
    log: str | None,
    date: str | None,
    certificates: str | None,
    rigour: str,
    threads: int | None,
) -> Table: ...
