"""Whole numbers from whatever is one: of Python, numpy, or a float without a fraction."""

from __future__ import annotations

from typing import overload

from .errors import InputError

# What the native half can take.
_MOST = 2**63 - 1


def whole(key: str, value: object, least: int = 0) -> int:
    """`value` as an integer of at least `least`.

    Raises
    ------
    InputError
        When it is none; it names the key.
    """
    try:
        found = int(value)  # type: ignore[call-overload]
    except (TypeError, ValueError, OverflowError):
        found = least - 1
    is_number = not isinstance(value, (str, bytes, bool)) and found == value
    if not is_number or not least <= found <= _MOST:
        remedy = f"must be an integer from {least}"
        raise InputError(f"{key} = {value!r}: {remedy}", key, repr(value), remedy)
    return int(found)


@overload
def perhaps(key: str, value: None, least: int = 0) -> None: ...
@overload
def perhaps(key: str, value: object, least: int = 0) -> int | None: ...
def perhaps(key: str, value: object, least: int = 0) -> int | None:
    """The same, or None."""
    return None if value is None else whole(key, value, least)


def threads(value: object) -> int | None:
    """A number of threads, or None for all cores."""
    return perhaps("threads", value, 1)
