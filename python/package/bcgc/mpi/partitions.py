"""Partitions as task files name them: written out, in a file, or the answer of a method."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import numpy as np

from .._arrays import Integers
from ..errors import InputError
from ..instances import Instance
from ..solving import solve
from .keys import concerning, refused

__all__ = ["answer", "of_file", "of_list"]


def of_list(key: str, given: object, workers: int, coordinates: int) -> Integers:
    """Block sizes that are written out.

    Raises
    ------
    InputError
        Unless there is one for each worker, from 0, and they sum to the coordinates.
    """
    remedy = f"must be {workers} block sizes, integers from 0, with the sum {coordinates}"
    if not isinstance(given, list) or any(not isinstance(x, int) or isinstance(x, bool) or x < 0 for x in given):
        raise refused(key, given, remedy)
    if len(given) != workers or sum(given) != coordinates:
        raise refused(key, given, f"{remedy}; here are {len(given)} with the sum {sum(given)}")
    return np.array(given, dtype=np.int64)


def of_file(key: str, name: str, folder: Path, workers: int, coordinates: int) -> Integers:
    """Block sizes in a file: a list of numbers, or a report of ``solve --format json``, with ``#METHOD`` behind its name.

    Raises
    ------
    InputError, FileNotFoundError
        When there is no such file, or no such partition in it.
    """
    path, _, method = name.partition("#")
    with concerning(key, name):
        try:
            text = (folder / path).read_text(encoding="utf-8").strip()
        except ValueError as error:
            raise InputError(f"cannot be read: {error}", key, name, "must be a file of text") from error
    if text.startswith("{"):
        found = _of_report(key, name, text, method)
    else:
        words = [word for word in re.split(r"[\s,;\[\]]+", text) if word]
        if not words or any(not re.fullmatch("[0-9]{1,18}", word) for word in words):
            raise refused(key, name, "must hold block sizes like 3,1,2,14, or a JSON report of solve")
        found = [int(word) for word in words]
    with concerning(key, name):
        return of_list("blocks", found, workers, coordinates)


def _of_report(key: str, name: str, text: str, method: str) -> object:
    try:
        rows: list[dict[str, Any]] = json.loads(text)["solutions"]
        found = {row["method"]: row["partition"] for row in rows if row["partition"] is not None}
    except (ValueError, KeyError, TypeError) as error:
        raise refused(key, name, "must be a JSON report of solve") from error
    if method not in found:
        if method or len(found) != 1:
            raise refused(key, name, f"needs a method behind #, one of {', '.join(found) or 'none: it has no partition'}")
        method = next(iter(found))
    return found[method]


def answer(key: str, method: str, instance: Instance, time_limit: float) -> Integers:
    """The partition that a method finds.

    Raises
    ------
    InputError
        When it does not apply to the instance, or finds nothing.
    """
    row = solve(instance, [method], time_limit=time_limit, bound=False)[method]
    if row.partition is None:
        why = row.note or row.status
        raise InputError(f"{key} = {method!r}: {why}", key, method, f"{why}; take another method, or a partition")
    return row.partition.copy()
