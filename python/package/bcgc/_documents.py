"""Results that the command line prints as well: the same text in every format."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, Protocol

from . import _bcgc
from .errors import InputError


class Documents:
    """A result in the formats of the command line.

    Its numbers are those of ``bcgc ... --format json``, digit for digit.
    """

    def __init__(self, documents: Iterable[tuple[str, str]]) -> None:
        self._documents = dict(documents)

    def render(self, format: str = "text", *, cite: str | None = None) -> str:
        """The result in a format of the command line.

        Parameters
        ----------
        format : {"text", "json", "csv", "markdown", "latex"}
        cite : str, optional
            Key of BibTeX by which LaTeX cites bcgc; ``bcgc`` by default.

        Returns
        -------
        str
            Ends in a line feed.

        Raises
        ------
        InputError
            For any other format, and for what cannot be a key.
        """
        try:
            rendered = self._documents[format]
            return rendered if cite is None else self._cited(rendered, format, cite)
        except KeyError:
            known = ", ".join(self._documents)
            raise InputError(
                f"format = {format!r}: must be one of {known}", "format", str(format), f"must be one of {known}"
            ) from None

    @staticmethod
    def _cited(rendered: str, format: str, key: str) -> str:
        cited = _bcgc.cited(rendered, str(key))
        return cited if format == "latex" else rendered

    def to_json(self) -> str:
        """The JSON document, every digit; its fields are those of the command line."""
        return self._documents["json"]

    def to_dict(self) -> dict[str, Any]:
        """The JSON document as a dict."""
        document: dict[str, Any] = json.loads(self._documents["json"])
        return document

    def __str__(self) -> str:
        return self._documents["text"]


class Drawing(Protocol):
    """What draws itself in a format of figures."""

    def draw(self, name: str) -> bytes: ...


class Drawn(Documents):
    """A result with a figure of the command line."""

    _drawing: Drawing | None = None
    _no_drawing = "it was pickled, and its figure is lost: draw it in the process that computed it"

    def draw(self, format: str = "svg") -> bytes:
        """The figure that the command line draws of it; `bcgc.plots` draws into axes of matplotlib instead.

        Parameters
        ----------
        format : {"svg", "pdf", "png", "tikz"}
            PDF has its font embedded, PNG 600 dots an inch, and TikZ takes the fonts of the document that inputs it.

        Returns
        -------
        bytes
            The contents of a file.

        Raises
        ------
        InputError
            For any other format, and where there is nothing to draw, or the result was pickled.
        """
        if self._drawing is None:
            raise InputError(f"figure: {self._no_drawing}", "figure", None, self._no_drawing)
        return self._drawing.draw(format)
