"""Saving: a figure to a file, the same bytes each time, whole or not at all."""

from __future__ import annotations

import contextlib
import io
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from negsim.errors import FileError, UnknownNameError
from negsim.formats.files import reason
from negsim.plots.drawing import plain_settings

if TYPE_CHECKING:
    from matplotlib.figure import Figure

FORMATS = ("svg", "png", "pdf")
"""What can be written, by the ending of the name."""

_DPI = 300


def save(figure: Figure, path: str | os.PathLike[str], *, force: bool = False) -> Path:
    """Write a figure as SVG, PNG or PDF, by the ending of the path.

    The same figure gives the same bytes on every run: no dates, no program names, fixed names inside. A figure's label
    is its text alternative and is written with it. The file appears whole or not at all.

    Parameters
    ----------
    force:
        Whether a file that is there may be replaced.

    Returns
    -------
    The path.

    Raises
    ------
    UnknownNameError
        If the path does not end in one of these formats.
    FileError
        If the file is there already and ``force`` is not set, or it cannot be written.
    """
    name = os.fspath(path)
    target = Path(os.path.realpath(name))  # a link keeps leading to its file
    kind = Path(name).suffix.lower().removeprefix(".")
    if kind not in FORMATS:
        raise UnknownNameError("picture format", kind or "(none)", FORMATS)
    if target.exists() and not force:
        raise FileError("E012", name, "the file is there already", "Ask for it to be replaced, or choose another name")
    body = rendered(figure, kind=kind)
    temporary = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        with temporary.open("xb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(target)
    except (OSError, ValueError) as error:
        raise FileError("E013", name, f"the file cannot be written ({reason(error)})") from error
    finally:
        with contextlib.suppress(OSError, ValueError):
            temporary.unlink(missing_ok=True)
    return Path(name)


def rendered(figure: Figure, *, kind: str) -> bytes:
    """Return a figure as the bytes of a file of one of :data:`FORMATS`."""
    import matplotlib as mpl

    buffer = io.BytesIO()
    with plain_settings(), mpl.rc_context({"svg.hashsalt": "negsim", "svg.fonttype": "path"}):
        figure.savefig(buffer, format=kind, dpi=_DPI, metadata=_metadata(figure, kind=kind))
    return buffer.getvalue()


def _metadata(figure: Figure, *, kind: str) -> dict[str, Any]:
    described = str(figure.get_label())
    if kind == "svg":
        return {"Date": None, "Creator": None, "Format": None, "Type": None, "Description": described or None}
    if kind == "pdf":
        return {"CreationDate": None, "Creator": None, "Producer": None, "Subject": described or None}
    return {"Software": None, "Description": described}
