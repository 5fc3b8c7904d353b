"""Reference tables: a grid of instances, every method on each."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from . import _bcgc, _frames
from ._documents import Documents, Drawn
from ._whole import threads as workers
from .errors import InputError

__all__ = ["Comparison", "Difference", "Spec", "Table", "table", "table_merge", "table_shard"]


class Spec:
    """What a table is of: the instance, the keys that vary, the methods.

    Parameters
    ----------
    source : str or path
        The name of a table of ``bcgc table --list``, the path of a TOML file, or the text of one (with a line end).

    Raises
    ------
    InputError, FileNotFoundError
        When it is none, or a key is unknown, missing or out of range.
    """

    __slots__ = ("_native",)

    def __init__(self, source: str | os.PathLike[str]) -> None:
        text = os.fspath(source)
        named = _bcgc.Spec.named(text)
        if len(named) == 1:
            self._native = named[0]
        elif named:
            names = ", ".join(spec.name for spec in named)
            remedy = f"Spec.group({text!r}) has them all; they are {names}"
            raise InputError(f"{source}: a group of tables: {remedy}", "spec", text, remedy)
        elif "\n" in text:
            self._native = _bcgc.Spec.parse("table", text)
        elif not Path(text).exists():
            raise FileNotFoundError(f"{source}: neither a table nor a file")
        else:
            self._native = _bcgc.Spec.read(os.path.abspath(text))

    @staticmethod
    def names() -> dict[str, dict[str, str]]:
        """The tables that come with the program, as ``bcgc table --list`` has them: names and titles by their groups."""
        return {group: dict(tables) for group, tables in _bcgc.Spec.names()}

    @classmethod
    def group(cls, name: str) -> list[Spec]:
        """The specs of a group out of `names`.

        Raises
        ------
        InputError
            When there is no such group.
        """
        groups = cls.names()
        if name not in groups:
            remedy = f"must be one of {', '.join(groups)}"
            raise InputError(f"group = {name!r}: {remedy}", "group", str(name), remedy)
        return [cls(table) for table in groups[name]]

    @property
    def name(self) -> str:
        """The name of its files."""
        return self._native.name

    @property
    def source(self) -> str:
        """Its text, to be copied and changed."""
        return self._native.source

    @property
    def methods(self) -> list[str]:
        """The methods, in the order of the columns."""
        return self._native.methods

    def __len__(self) -> int:
        """Number of points of the grid."""
        return len(self._native)

    def __reduce__(self) -> tuple[Any, tuple[str, str, str]]:
        # With its text: whoever computes a cell elsewhere needs no file but the traces that it names.
        name, text, base = self._native.state()
        return _restored, (name, text, os.fspath(base))

    def __repr__(self) -> str:
        return f"Spec({self.name!r}: {len(self)} points, {', '.join(self.methods)})"


def _restored(name: str, text: str, base: str) -> Spec:
    spec = Spec.__new__(Spec)
    spec._native = _bcgc.Spec.restore(name, text, base)
    return spec


@dataclass(frozen=True)
class Difference:
    """An entry of a table that moved.

    Attributes
    ----------
    point : dict
        The varied keys and their values.
    method : str
        The method.
    column : str
        The column, or ``row`` where one table has no such row.
    was, is_now : object
        What is stored, and what was computed.
    tolerance : float or None
        What it is beyond: relative, or in coordinates for a partition.
    """

    point: dict[str, Any]
    method: str
    column: str
    was: Any
    is_now: Any
    tolerance: float | None


class Comparison(Documents):
    """A table compared with a stored one, as ``bcgc table --against`` does; true where nothing moved."""

    def __init__(self, documents: Iterable[tuple[str, str]], summary: str) -> None:
        super().__init__(documents)
        self._found: dict[str, Any] = self.to_dict()["comparisons"][0]
        self._summary = summary

    @property
    def agrees(self) -> bool:
        """Whether nothing moved."""
        return bool(self._found["agrees"])

    def __bool__(self) -> bool:
        return self.agrees

    @property
    def summary(self) -> str:
        """What was compared, within which tolerances, and whether it agrees, in a line."""
        return self._summary

    @property
    def differences(self) -> list[Difference]:
        """What moved."""
        return [Difference(**{"is_now": moved.pop("is"), **moved}) for moved in map(dict, self._found["differences"])]

    @property
    def remarks(self) -> list[str]:
        """How the runs differ: another spec, version, seed or solver."""
        return list(self._found["remarks"])

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (list(self._documents.items()), self._summary)

    def __repr__(self) -> str:
        return f"Comparison({self._summary})"


class Table(Drawn):
    """A computed table."""

    def __init__(
        self, name: str, documents: Iterable[tuple[str, str]], files: Sequence[tuple[str, bytes]]
    ) -> None:
        super().__init__(documents)
        self._name = name
        self._files = [(ending, bytes(contents)) for ending, contents in files]
        self._native: _bcgc.Table | None = None

    @classmethod
    def _of(cls, name: str, native: _bcgc.Table) -> Table:
        table = cls(name, native.documents(), native.files())
        table._native = native
        table._drawing = _Figure(native, table.files)
        return table

    @property
    def name(self) -> str:
        """The name of its files."""
        return self._name

    def to_rows(self) -> list[dict[str, Any]]:
        """A dict for each method at each point: ``point`` (the values of the varied keys), ``method``, ``value``, ..."""
        rows: list[dict[str, Any]] = self.to_dict()["rows"]
        return rows

    def to_pandas(self) -> Any:
        """The rows as a pandas data frame, a column for each varied key; needs pandas."""
        return _frames.pandas([{**row.pop("point"), **row} for row in self.to_rows()])

    def to_polars(self) -> Any:
        """The rows as a polars data frame, a column for each varied key; needs polars."""
        return _frames.polars([{**row.pop("point"), **row} for row in self.to_rows()])

    @property
    def files(self) -> dict[str, bytes]:
        """Its files by their endings: Markdown, LaTeX, CSV, JSON, and the figure as SVG and PDF, if it has one."""
        return dict(self._files)

    def compare(self, stored: str | os.PathLike[str] | Table) -> Comparison:
        """How the table differs from one that was made earlier, beyond the tolerances of its spec.

        Parameters
        ----------
        stored : path or Table
            The ``NAME.json`` of an earlier run, or its folder.

        Raises
        ------
        InputError, FileNotFoundError
            When it is no table, or not there; and of a table that was pickled.
        """
        if self._native is None:
            remedy = "compare in the process that computed it"
            raise InputError(f"table: it was pickled: {remedy}", "table", None, remedy)
        if isinstance(stored, Table):
            return Comparison(*self._native.compare(stored.name, stored.to_json()))
        path = Path(stored)
        path = path / f"{self._name}.json" if path.is_dir() else path
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError as error:
            remedy = "give the NAME.json of an earlier run"
            raise InputError(f"stored = {path}: {error}; {remedy}", "stored", str(path), remedy) from error
        return Comparison(*self._native.compare(str(path), text))

    def write(self, folder: str | os.PathLike[str], *, png: bool = False) -> list[Path]:
        """Writes the files ``NAME.ENDING`` into a folder, which is made; an existing file is not replaced.

        Parameters
        ----------
        folder : path
        png : bool
            Whether the figure is written as PNG as well.

        Raises
        ------
        FileExistsError
            Before anything is written.
        """
        files = [*self._files, *([("png", self.draw("png"))] if png else [])]
        paths = [Path(folder) / f"{self._name}.{ending}" for ending, _ in files]
        for path in paths:
            if path.exists():
                raise FileExistsError(f"{path}: exists already: give another folder, or remove it")
        Path(folder).mkdir(parents=True, exist_ok=True)
        for path, (_, contents) in zip(paths, files, strict=True):
            path.write_bytes(contents)
        return paths

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self._name, list(self._documents.items()), self._files)

    def __repr__(self) -> str:
        return f"Table({self._name!r}: {', '.join(ending for ending, _ in self._files)})"


class _Figure:
    """The figure of a table: from its files, or drawn for PNG."""

    def __init__(self, native: _bcgc.Table, files: dict[str, bytes]) -> None:
        self._native, self._files = native, files

    def draw(self, name: str) -> bytes:
        formats = ("svg", "pdf", "png", "tikz")
        if name not in formats:
            remedy = f"must be one of {', '.join(formats)}"
            raise InputError(f"format = {name!r}: {remedy}", "format", repr(name), remedy)
        drawn = self._native.png() if name == "png" else self._files.get(name)
        if drawn is None:
            remedy = "its spec has no [figure], or no value that its axes can show"
            raise InputError(f"figure: {remedy}", "figure", None, remedy)
        return drawn


def table(
    spec: Spec | str | os.PathLike[str],
    *,
    log: str | os.PathLike[str] | None = None,
    resume: bool = False,
    date: str | None = None,
    certificates: str | os.PathLike[str] | None = None,
    rigour: Literal["float", "enclosed"] = "float",
    threads: int | None = None,
    callback: Callable[[int, int], object] | None = None,
) -> Table:
    """Makes a table on this machine: the same files, byte for byte, as ``bcgc table``.

    Parameters
    ----------
    spec : Spec, str or path
        What `Spec` takes.
    log : path, optional
        Where every cell is written as soon as it is known.
    resume : bool
        Whether cells in the log are not computed again; otherwise it is begun anew.
    date : str, optional
        For the provenance; none by default, so that equal runs give equal files.
    certificates : path, optional
        A folder for a certificate of every row with a partition and a value, which is made; ``certificate`` of a row names its
        file, ``proved`` what it proves. With `resume` those that are there, of the same rows, and accepted are kept.
    rigour : {"float", "enclosed"}
        Whether values and bounds are proved by the judge of certificates, in at most the time limit of the spec a point;
        ``value_rigour`` and ``bound_rigour`` of a row say which are.
    threads : int, optional
        Threads; all cores by default. Results do not depend on it.
    callback : callable, optional
        Called with the cells done and the cells in all, from another thread.

    Returns
    -------
    Table

    Raises
    ------
    InputError
        When an instance of the grid is refused, or the log cannot be used.
    """
    wanted = spec if isinstance(spec, Spec) else Spec(spec)
    where = None if log is None else os.fspath(log)
    proofs = None if certificates is None else os.fspath(certificates)
    made = _bcgc.table(wanted._native, where, resume, date, proofs, str(rigour), workers(threads), callback)
    return Table._of(wanted.name, made)


def table_shard(
    spec: Spec | str | os.PathLike[str],
    shard: str,
    folder: str | os.PathLike[str],
    *,
    resume: bool = False,
    certificates: str | os.PathLike[str] | None = None,
    threads: int | None = None,
    callback: Callable[[int, int], object] | None = None,
) -> Path:
    """Computes every N-th cell of a table, on one of N machines, as ``bcgc table --shard`` does.

    Parameters
    ----------
    spec : Spec, str or path
        What `Spec` takes.
    shard : str
        ``K/N`` with K from 1 to N: the part K of N.
    folder : path
        Where the log is written, which all machines may share; it is made.
    resume : bool
        Whether cells in the log are not computed again; otherwise it is begun anew.
    certificates : path, optional
        As of `table`, for the rows of the shard; `table_merge` with the same folder keeps them.
    threads, callback
        As of `table`.

    Returns
    -------
    Path
        The log, ``NAME.K-of-N.log.jsonl``, for `table_merge`.

    Raises
    ------
    InputError
        When the shard is none, an instance of the grid is refused, or the log cannot be used.
    """
    wanted = spec if isinstance(spec, Spec) else Spec(spec)
    where = os.fspath(folder)
    os.makedirs(where, exist_ok=True)
    proofs = None if certificates is None else os.fspath(certificates)
    return Path(_bcgc.table_shard(wanted._native, str(shard), where, resume, proofs, workers(threads), callback))


def table_merge(
    spec: Spec | str | os.PathLike[str],
    folders: str | os.PathLike[str] | Iterable[str | os.PathLike[str]],
    *,
    log: str | os.PathLike[str] | None = None,
    date: str | None = None,
    certificates: str | os.PathLike[str] | None = None,
    rigour: Literal["float", "enclosed"] = "float",
    threads: int | None = None,
) -> Table:
    """Joins the logs of all shards into what one machine would have made, byte for byte, as ``bcgc table --merge`` does.

    Parameters
    ----------
    spec : Spec, str or path
        What `Spec` takes.
    folders : path or iterable of paths
        Where the logs are.
    log : path, optional
        Where the joined log is written.
    date : str, optional
        For the provenance; none by default.
    certificates, rigour, threads
        As of `table`; certificates that are there, of the same rows, and accepted are kept.

    Returns
    -------
    Table

    Raises
    ------
    InputError, FileNotFoundError
        When a folder is not there or holds no log, a log is of another spec, or cells are missing in all of them.
    """
    wanted = spec if isinstance(spec, Spec) else Spec(spec)
    given = [folders] if isinstance(folders, (str, os.PathLike)) else list(folders)
    pattern = re.compile(re.escape(wanted.name) + r"(\.\d+-of-\d+)?\.log\.jsonl")
    for folder in given:
        if Path(folder).exists() and not Path(folder).is_dir():
            remedy = "give the folders that table_shard wrote into"
            raise InputError(f"folders = {folder}: is no folder; {remedy}", "folders", str(folder), remedy)
    logs = sorted(str(path) for folder in given for path in Path(folder).iterdir() if pattern.fullmatch(path.name))
    if not logs:
        remedy = "table_shard writes logs there"
        where = ", ".join(map(str, given))
        raise InputError(f"folders = {where}: no log of {wanted.name} is there; {remedy}", "folders", where, remedy)
    proofs = None if certificates is None else os.fspath(certificates)
    target = None if log is None else os.fspath(log)
    joined = _bcgc.table_merge(wanted._native, logs, target, date, proofs, str(rigour), workers(threads))
    return Table._of(wanted.name, joined)
