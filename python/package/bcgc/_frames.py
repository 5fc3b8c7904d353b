"""Rows as data frames, where a library for them is installed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any

import numpy as np


def _frame(library: str, rows: Sequence[Mapping[str, object]]) -> Any:
    try:
        module = import_module(library)
    except ImportError as error:
        raise ImportError(f"this needs {library}: pip install {library}") from error
    columns = {key: [row[key] for row in rows] for key in (rows[0] if rows else {})}
    return module.DataFrame(columns)


def pandas(rows: Sequence[Mapping[str, object]]) -> Any:
    """A pandas data frame, a column a key."""
    return _frame("pandas", rows)


def polars(rows: Sequence[Mapping[str, object]]) -> Any:
    """A polars data frame, a column a key."""
    # A column of arrays must have one in every row, one of lists may have none.
    plain = [{k: v.tolist() if isinstance(v, np.ndarray) else v for k, v in row.items()} for row in rows]
    return _frame("polars", plain)
