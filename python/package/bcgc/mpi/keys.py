"""Tables of a task file, read key by key: what is wrong names key, value and remedy."""

from __future__ import annotations

import difflib
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, time
from typing import Any

from ..errors import InputError

__all__ = ["Keys", "concerning", "reason_of", "refused"]


_SHOWN = 80
"""Characters of a value that a message shows."""


def refused(key: str, value: object, remedy: str) -> InputError:
    """The error of a key whose value will not do."""
    return InputError(f"{key} = {_shown(value)}: {remedy}", key, repr(value), remedy)


@contextmanager
def concerning(key: str, value: object) -> Iterator[None]:
    """What goes wrong within, in somebody else's words, concerns a key."""
    try:
        yield
    except InputError as error:
        raise InputError(f"{key} = {_shown(value)}: {error}", key, repr(value), error.remedy) from error
    except FileNotFoundError as error:
        raise FileNotFoundError(f"{key} = {_shown(value)}: there is no such file") from error
    except OSError as error:
        raise refused(key, value, reason_of(error)) from error


def reason_of(error: OSError) -> str:
    """What the system has against a file, without its number."""
    return (error.strerror or str(error)).lower()


def _shown(value: object) -> str:
    """A value as it stands in a task file, as far as it is of use."""
    if isinstance(value, bool):
        return str(value).lower()
    text = value.isoformat() if isinstance(value, (date, time)) else repr(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."


class Keys:
    """A table whose keys are taken one after the other; what nobody takes is unknown and refused by `done`.

    Parameters
    ----------
    table : mapping
    path : str
        Where it stands: ``problem`` makes ``problem.samples`` of a key; empty for the whole file.
    """

    def __init__(self, table: object, path: str) -> None:
        if not isinstance(table, Mapping):
            raise refused(path, table, f"must be a table: [{path}]")
        self._table: Mapping[str, Any] = table
        self._path = path
        self._known: list[str] = []

    def path(self, key: str) -> str:
        """The key with its table."""
        return f"{self._path}.{key}" if self._path else key

    def __contains__(self, key: str) -> bool:
        return key in self._table

    def __len__(self) -> int:
        return len(self._table)

    def take(self, key: str, default: Any = None) -> Any:
        """Whatever stands there."""
        if key not in self._known:
            self._known.append(key)
        return self._table.get(key, default)

    def table(self, key: str) -> Keys:
        """A table, empty where there is none."""
        return Keys(self.take(key, {}), self.path(key))

    def tables(self, key: str) -> list[Keys]:
        """A list of tables, ``[[key]]``."""
        given = self.take(key, [])
        if not isinstance(given, Sequence) or isinstance(given, str):
            raise refused(self.path(key), given, f"must be a list of tables: [[{self.path(key)}]]")
        return [Keys(table, f"{self.path(key)}[{n}]") for n, table in enumerate(given, 1)]

    def text(self, key: str, default: str | None = None) -> str:
        """A text that is not empty."""
        given = self.take(key, default)
        if given is None:
            raise self._missing(key, "a text")
        if not isinstance(given, str) or not given.strip():
            raise refused(self.path(key), given, "must be a text that is not empty")
        return given

    def perhaps_text(self, key: str) -> str | None:
        """The same, or None where there is none."""
        return self.text(key) if key in self else self.take(key)

    def choice(self, key: str, names: Iterable[str], default: str | None = None) -> str:
        """One of some names."""
        known = list(names)
        if key not in self and default is None:
            self.take(key)
            raise self._missing(key, f"one of {', '.join(known)}")
        given = self.text(key, default)
        if given not in known:
            raise refused(self.path(key), given, f"must be one of {', '.join(known)}{_near(given, known)}")
        return given

    def flag(self, key: str, default: bool) -> bool:
        """True or false."""
        given = self.take(key, default)
        if not isinstance(given, bool):
            raise refused(self.path(key), given, "must be true or false")
        return given

    def whole(self, key: str, default: int | None = None, least: int = 1, most: int = 2**53) -> int:
        """An integer within limits."""
        given = self.take(key, default)
        if given is None:
            raise self._missing(key, f"an integer from {least}")
        if not isinstance(given, int) or isinstance(given, bool) or not least <= given <= most:
            to = "" if most == 2**53 else f" to {most}"
            raise refused(self.path(key), given, f"must be an integer from {least}{to}")
        return given

    def number(self, key: str, default: float | None = None, above: float = 0.0, below: float = math.inf) -> float:
        """A finite number strictly between limits."""
        given = self.take(key, default)
        to = "" if math.isinf(below) else f" and below {below:g}"
        if given is None:
            raise self._missing(key, f"a number above {above:g}{to}")
        is_number = isinstance(given, (int, float)) and not isinstance(given, bool)
        if not is_number or not math.isfinite(given) or not above < given < below:
            raise refused(self.path(key), given, f"must be a number above {above:g}{to}")
        return float(given)

    def done(self) -> None:
        """Refuses what nobody asked for."""
        for key in self._table:
            if key not in self._known:
                remedy = f"unknown key{_near(key, self._known)}; allowed are {', '.join(self._known)}"
                raise InputError(f"{self.path(key)}: {remedy}", self.path(key), None, remedy)

    def rest(self) -> dict[str, Any]:
        """What nobody has asked for, for somebody else to judge."""
        left = {key: value for key, value in self._table.items() if key not in self._known}
        self._known.extend(left)
        return left

    def _missing(self, key: str, what: str) -> InputError:
        remedy = f"give {what}"
        return InputError(f"{self.path(key)}: missing: {remedy}", self.path(key), None, remedy)


def _near(given: str, known: Sequence[str]) -> str:
    near = difflib.get_close_matches(given, known, 1)
    return f" (did you mean {near[0]}?)" if near else ""
