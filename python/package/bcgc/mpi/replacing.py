"""Files that are replaced whole: whoever is interrupted leaves what was there before."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

__all__ = ["replaced", "write_whole"]


@contextmanager
def replaced(path: Path) -> Iterator[BinaryIO]:
    """A file beside the one of that name, in whose place it comes once everything is in it."""
    part = path.with_suffix(".part")
    with part.open("wb") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


def write_whole(path: Path, text: str) -> None:
    """Writes a text whole or not at all."""
    with replaced(path) as file:
        file.write(text.encode())
