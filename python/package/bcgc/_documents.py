"""Results that the command line prints as well: the same text in every format."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from .errors import InputError


class Documents:
    """A result in the formats of the command line.

    Its numbers are those of ``bcgc ... --format json``, digit for digit.
    """

    def __init__(self, documents: Iterable[tuple[str, str]]) -> None:
        self._documents = dict(documents)

    def render(self, format: str = "text") -> str:
        """The result in a format of the command line.

        Parameters
        ----------
        format : {"text", "json", "csv", "markdown", "latex"}

        Returns
        -------
        str
            Ends in a line feed.

        Raises
        ------
        InputError
            For any other format.
        """
        try:
            return self._documents[format]
        except KeyError:
            known = ", ".join(self._documents)
            raise InputError(
                f"format = {format!r}: must be one of {known}", "format", str(format), f"must be one of {known}"
            ) from None

    def to_json(self) -> str:
        """The JSON document, every digit; its fields are those of the command line."""
        return self._documents["json"]

    def to_dict(self) -> dict[str, Any]:
        """The JSON document as a dict."""
        document: dict[str, Any] = json.loads(self._documents["json"])
        return document

    def __str__(self) -> str:
        return self._documents["text"]
