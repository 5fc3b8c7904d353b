"""Reference tables: a grid of instances, every method on each."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from . import _bcgc, _frames
from ._documents import Documents
from ._whole import threads as workers
from .errors import InputError

__all__ = ["Spec", "Table", "table"]


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
            raise InputError(f"{source}: a group of tables: {names}", "spec", text, f"one of {names}")
        elif "\n" in text:
            self._native = _bcgc.Spec.parse("table", text)
        elif not Path(text).exists():
            raise FileNotFoundError(f"{source}: neither a table nor a file")
        else:
            self._native = _bcgc.Spec.read(os.path.abspath(text))

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


class Table(Documents):
    """A computed table."""

    def __init__(
        self, name: str, documents: Iterable[tuple[str, str]], files: Sequence[tuple[str, bytes]]
    ) -> None:
        super().__init__(documents)
        self._name = name
        self._files = [(ending, bytes(contents)) for ending, contents in files]

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

    def write(self, folder: str | os.PathLike[str]) -> list[Path]:
        """Writes the files ``NAME.ENDING`` into a folder, which is made; an existing file is not replaced.

        Raises
        ------
        FileExistsError
            Before anything is written.
        """
        paths = [Path(folder) / f"{self._name}.{ending}" for ending, _ in self._files]
        for path in paths:
            if path.exists():
                raise FileExistsError(f"{path}: exists already: give another folder, or remove it")
        Path(folder).mkdir(parents=True, exist_ok=True)
        for path, (_, contents) in zip(paths, self._files, strict=True):
            path.write_bytes(contents)
        return paths

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self._name, list(self._documents.items()), self._files)

    def __repr__(self) -> str:
        return f"Table({self._name!r}: {', '.join(ending for ending, _ in self._files)})"


def table(
    spec: Spec | str | os.PathLike[str],
    *,
    log: str | os.PathLike[str] | None = None,
    resume: bool = False,
    date: str | None = None,
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
    documents, files = _bcgc.table(wanted._native, where, resume, date, workers(threads), callback)
    return Table(wanted.name, documents, files)
