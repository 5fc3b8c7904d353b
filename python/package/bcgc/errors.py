"""Exceptions of bcgc."""

from __future__ import annotations

__all__ = ["BcgcError", "InputError", "SolverError"]


class BcgcError(Exception):
    """Base of every exception that bcgc defines.

    Attributes
    ----------
    key : str or None
        The argument or the key of an instance at fault, with its table: ``system.workers``.
    value : str or None
        The value given.
    remedy : str or None
        What is allowed, or what to do.
    """

    def __init__(
        self,
        message: str,
        key: str | None = None,
        value: str | None = None,
        remedy: str | None = None,
    ) -> None:
        super().__init__(message)
        self.key = key
        self.value = value
        self.remedy = remedy

    def __reduce__(self) -> tuple[type[BcgcError], tuple[str, str | None, str | None, str | None]]:
        return type(self), (str(self), self.key, self.value, self.remedy)


class InputError(BcgcError, ValueError):
    """An input is wrong: an instance, a partition, an option. A missing file is a `FileNotFoundError`."""


class SolverError(BcgcError, RuntimeError):
    """A solver or the machine failed in a way that says nothing about the input."""
