"""The pages of the documentation, word by word: what they print is what they say."""

from __future__ import annotations

import contextlib
import io
import os
import re
from pathlib import Path

import matplotlib as mpl
import pytest
from conftest import ROOT

mpl.use("Agg")

PAGES = sorted((ROOT / "docs" / "python").glob("*.md")) + [ROOT / "python" / "README.md"]
# A block of Python, and what it prints, if it does.
BLOCK = re.compile(r"```python\n(?P<code>.*?)```\n(?:\n```text\n(?P<output>.*?)```\n)?", re.DOTALL)
UPDATE = "BCGC_UPDATE_PAGES" in os.environ


def run(text: str, namespace: dict[str, object]) -> str:
    """What a block prints."""
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(text, "page", "exec"), namespace)
    return "".join(line.rstrip() + "\n" for line in printed.getvalue().splitlines())


@pytest.mark.parametrize("page", PAGES, ids=lambda page: f"{page.parent.name}-{page.stem}")
def test_a_page_says_what_it_prints(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    namespace: dict[str, object] = {"__name__": "page"}
    text = page.read_text(encoding="utf-8")

    def checked(block: re.Match[str]) -> str:
        printed = run(block["code"], namespace)
        if not UPDATE and page.stem != "README":
            assert printed == (block["output"] or ""), block["code"]
        shown = f"\n```text\n{printed}```\n" if printed else ""
        return f"```python\n{block['code']}```\n{shown}"

    updated = BLOCK.sub(checked, text)
    if UPDATE and page.stem != "README":
        page.write_text(updated, encoding="utf-8")


def test_every_page_is_in_the_index() -> None:
    index = (ROOT / "docs" / "python" / "README.md").read_text(encoding="utf-8")
    for page in PAGES:
        assert page.stem == "README" or f"({page.name})" in index, page.name
