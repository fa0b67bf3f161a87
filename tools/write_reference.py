"""Write the list of public names, from their docstrings, to docs/reference/python.md; ``--check`` only compares."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import negsim

PAGE = Path(__file__).parents[1] / "docs" / "reference" / "python.md"
HEAD = """# Python

Everything here is imported from the root: `negsim.analyze`, `negsim.Scenario`... `help(negsim.analyze)` tells what each
takes, returns and raises. This page is written by `make reference`.
"""


def kind_of(entry: Any) -> str:
    """Return under which title a public name stands."""
    if inspect.isclass(entry):
        return "Errors" if issubclass(entry, BaseException) else "Types"
    return "Functions" if callable(entry) else "Values"


def rows(kind: str) -> Iterator[str]:
    """Return one row for each name of a kind: the name, and the first line of its docstring."""
    for name in negsim.__all__:
        entry = getattr(negsim, name)
        if not name.startswith("__") and kind_of(entry) == kind:
            summary = (inspect.getdoc(entry) or "").split("\n\n")[0].replace("\n", " ").replace("|", "\\|")
            yield f"| `{name}` | {summary} |\n"


def page() -> str:
    """Return the whole page."""
    parts = [HEAD]
    for kind in ("Functions", "Types", "Values", "Errors"):
        table = list(rows(kind))
        if table:
            parts.append(f"\n## {kind}\n\n| name | what it is |\n|---|---|\n" + "".join(table))
    return "".join(parts)


def main() -> int:
    """Write the page, or with ``--check`` tell whether it is what would be written."""
    if "--check" in sys.argv:
        is_fresh = PAGE.is_file() and PAGE.read_text(encoding="utf-8") == page()
        print("fresh" if is_fresh else f"{PAGE} is not what would be written; run: make reference")
        return 0 if is_fresh else 1
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
