"""Write the JSON Schema of scenario files to negsim/formats/scenario.schema.json; ``--check`` only compares."""

from __future__ import annotations

import sys
from pathlib import Path

from negsim.formats.schema import schema_text

FILE = Path(__file__).parents[1] / "negsim" / "formats" / "scenario.schema.json"


def main() -> int:
    """Write the schema, or with ``--check`` tell whether it is what would be written."""
    if "--check" in sys.argv:
        is_fresh = FILE.is_file() and FILE.read_text(encoding="utf-8") == schema_text()
        print("fresh" if is_fresh else f"{FILE} is not what would be written; run: python tools/write_schema.py")
        return 0 if is_fresh else 1
    FILE.write_text(schema_text(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
