"""Certificates: documents that an independent judge accepts, or refuses."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from . import _bcgc
from ._whole import threads as workers
from .encodings import EncodingMatrix
from .errors import InputError
from .reports import Report

__all__ = ["Certificate", "Judgement", "certify", "verify"]


@dataclass(frozen=True)
class Certificate:
    """A document that the judge has accepted.

    Attributes
    ----------
    text : str
        The document (JSON).
    claims : tuple of str
        What was proved, a sentence each.
    left_out : tuple of str
        What could not be proved, and why.
    seconds : float
        How long the judge took.
    """

    text: str
    claims: tuple[str, ...]
    left_out: tuple[str, ...]
    seconds: float

    def vipr(self) -> str:
        """The proof that a partition into integers has the least expected runtime, as VIPR 1.0 for checkers of integer programs.

        Raises
        ------
        InputError
            When it does not claim an integer optimum of an expected runtime.
        """
        return _bcgc.vipr(self.text)

    def write(self, path: str | os.PathLike[str]) -> None:
        """Writes the document, or what `vipr` returns where the name ends in ``.vipr``; an existing file is not replaced.

        Raises
        ------
        FileExistsError
        InputError
            As of `vipr`; nothing is written then.
        """
        path = Path(path)
        text = self.vipr() if path.suffix.lower() == ".vipr" else self.text
        with path.open("x", encoding="utf-8") as file:
            file.write(text)


@dataclass(frozen=True)
class Judgement:
    """What the judge says of a document; true where it is accepted.

    Attributes
    ----------
    kind : str
        ``accepted``, ``rejected`` (a claim is false or not proved), ``unverified`` (undecided within the limits) or
        ``not-a-certificate``.
    claims : tuple of str
        What is proved, a sentence each.
    subject : tuple of str
        What it is proved of: a line for the instance, for every partition and for every matrix.
    pointer : str
        The place of the refusal in the document (RFC 6901).
    reason : str
        Why it is refused.
    """

    kind: str
    claims: tuple[str, ...]
    subject: tuple[str, ...]
    pointer: str
    reason: str

    def __bool__(self) -> bool:
        return self.kind == "accepted"


def certify(
    subject: Report | EncodingMatrix,
    method: str | None = None,
    *,
    time_limit: float = 60.0,
    threads: int | None = None,
) -> Certificate:
    """A certificate of the best row of a report, or that an encoding matrix decodes.

    Parameters
    ----------
    subject : Report or EncodingMatrix
        A report of `solve` or `evaluate_report` of this process: one that was pickled has lost what proofs start from.
    method : str, optional
        The row of a report.
    time_limit : float
        Wall-clock seconds of the search for the proof of a report.
    threads : int, optional
        Threads; all cores by default.

    Returns
    -------
    Certificate

    Raises
    ------
    InputError
        When there is nothing that can be proved; the message says why.
    """
    if isinstance(subject, EncodingMatrix):
        found = _bcgc.certify_matrix(subject._native)
    elif not isinstance(subject, Report):
        raise TypeError(f"subject: a bcgc.Report or a bcgc.EncodingMatrix is needed, not {type(subject).__name__}")
    elif subject._native is None:
        remedy = "solve again in this process"
        raise InputError(f"report: it was pickled, and its proofs are lost: {remedy}", "report", None, remedy)
    else:
        found = _bcgc.certify(subject._native, method, time_limit, workers(threads))
    text, claims, left_out, seconds = found
    return Certificate(text, tuple(claims), tuple(left_out), seconds)


def verify(document: str | bytes | os.PathLike[str] | Certificate, *, time_limit: float = 600.0) -> Judgement:
    """Judges a certificate in exact and outward-rounded arithmetic, with code that shares nothing with the solvers.

    Parameters
    ----------
    document : Certificate, str, bytes or path
        The document: a text that begins with a brace, or else the path of a file; traces that it names are looked for in the
        folder of the file.
    time_limit : float
        Wall-clock seconds.

    Returns
    -------
    Judgement

    Raises
    ------
    FileNotFoundError
        When there is no such file.
    """
    if isinstance(document, Certificate):
        document = document.text
    if isinstance(document, bytes) or (isinstance(document, str) and document.lstrip()[:1] in ("{", "[")):
        raw = document.encode() if isinstance(document, str) else document
        found = _bcgc.verify(raw, None, time_limit)
    else:
        path = Path(document)
        if not path.exists():
            raise FileNotFoundError(f"{path}: there is no such file")
        found = _bcgc.verify_file(os.fspath(path), time_limit)
    kind, claims, subject, pointer, reason = found
    return Judgement(kind, tuple(claims), tuple(subject), pointer, reason)
