"""Reading text from files, and writing it, whatever the format: limits, encodings, nothing half-written."""

from __future__ import annotations

import contextlib
import os
import stat
from pathlib import Path
from typing import BinaryIO

from negsim.errors import FileError, Finding, Place, ScenarioError, did_you_mean
from negsim.formats.places import place_at

MAX_BYTES = 10_000_000
"""How large a file may be, unless its reader says otherwise."""

_MARKS = (
    (b"\xff\xfe\x00\x00", "UTF-32"),
    (b"\x00\x00\xfe\xff", "UTF-32"),
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
)


def read_bytes(path: str | os.PathLike[str], *, max_bytes: int = MAX_BYTES) -> bytes:
    """Return what a file holds.

    Never waits: a pipe or a device is refused, and no more than ``max_bytes`` are read of a file that grows.

    Raises
    ------
    FileError
        If it is not there, is no ordinary file, may not be read, or is larger than ``max_bytes``.
    """
    name = os.fspath(path)
    try:
        with _opened(name) as file:
            size = os.fstat(file.fileno()).st_size
            data = b"" if size > max_bytes else file.read(max_bytes + 1)
    except FileError:
        raise
    except FileNotFoundError as error:
        problem = "this link leads nowhere" if Path(name).is_symlink() else "there is no such file"
        raise FileError("E010", name, problem, _neighbours(Path(name))) from error
    except (OSError, ValueError) as error:
        raise FileError("E010", name, f"the file cannot be read ({reason(error)})") from error
    if max(size, len(data)) > max_bytes:
        given = f"{size:,} bytes" if size > max_bytes else f"more than {max_bytes:,} bytes"
        problem = f"the file has {given}; at most {max_bytes:,} are read"
        raise FileError("E011", name, problem, "If it is meant to be so large, read it with a higher max_bytes")
    return data


def _opened(name: str) -> BinaryIO:
    # Without O_NONBLOCK, opening a pipe that nobody writes to would wait for ever.
    handle = os.open(name, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    mode = os.fstat(handle).st_mode
    if stat.S_ISREG(mode):
        return os.fdopen(handle, "rb")
    os.close(handle)
    if stat.S_ISDIR(mode):
        raise FileError("E010", name, "this is a directory, where a file is expected", "Name a file in it")
    problem = "this is a pipe or a device, where a file is expected"
    raise FileError("E010", name, problem, "Save what it yields to a file first")


def reason(error: Exception) -> str:
    """Return in few words why the system refused something."""
    return (error.strerror if isinstance(error, OSError) and error.strerror else str(error)).lower()


def _neighbours(path: Path) -> str:
    try:
        others = (entry for entry in path.parent.iterdir() if entry.name != path.name)
        names = sorted(entry.name for entry in others if entry.suffix == path.suffix)
    except OSError:
        return f"There is no folder {str(path.parent)!r} to read from"
    advice = did_you_mean(path.name, known=names)
    return advice.capitalize() if advice.startswith("did") else ""


def decoded(data: bytes, *, name: str) -> str:
    """Return the text that bytes in UTF-8 stand for, without a byte order mark.

    Raises
    ------
    ScenarioError
        If they are not UTF-8, naming what was seen, or hold a NUL byte.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            raise ScenarioError([_encoding(f"the file is in {encoding}", Place(name, 1, 1, ""))])
    if len(data) > 1 and (data[0] == 0) != (data[1] == 0):
        raise ScenarioError([_encoding("the file looks like UTF-16", Place(name, 1, 1, ""))])
    body = data.removeprefix(b"\xef\xbb\xbf")
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ScenarioError([_undecodable(body, error.start, name=name)]) from error
    return without_nul(text, name=name)


def without_nul(text: str, *, name: str) -> str:
    """Return a text that holds no NUL character.

    Raises
    ------
    ScenarioError
        If it does, with the place.
    """
    offset = text.find("\0")
    if offset < 0:
        return text
    message = "there is a NUL byte, which no text has"
    place = place_at(text, offset, name=name)
    raise ScenarioError(
        [Finding(code="E004", message=message, advice="the file was damaged, or is no text", place=place)]
    )


def _encoding(seen: str, place: Place) -> Finding:
    return Finding(
        code="E003", message=f"{seen}, where UTF-8 is expected", advice="save the file as UTF-8", place=place
    )


def _undecodable(body: bytes, start: int, *, name: str) -> Finding:
    before = body[:start].decode("utf-8")
    rest = body[start : start + 200].split(b"\n")[0].decode("latin-1")
    place = place_at(before + rest, len(before), name=name)
    seen = "windows-1252" if any(0x80 <= byte < 0xA0 for byte in body) else "Latin-1 (ISO 8859-1)"
    return _encoding(f"the byte 0x{body[start]:02x} is not UTF-8; the file looks like {seen}", place)


def write_text(text: str, path: str | os.PathLike[str], *, force: bool = False) -> None:
    """Write text to a file in UTF-8, whole or not at all.

    Parameters
    ----------
    force:
        Whether a file that is there already is replaced.

    Raises
    ------
    FileError
        If it is there already and ``force`` is not set, or it cannot be written.
    """
    name = os.fspath(path)
    target = Path(os.path.realpath(name))  # a link keeps leading to its file
    if target.exists() and not force:
        raise FileError("E012", name, "the file is there already", "Ask for it to be replaced, or choose another name")
    temporary = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        with temporary.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(target)
    except (OSError, ValueError) as error:
        raise FileError("E013", name, f"the file cannot be written ({reason(error)})") from error
    finally:
        _remove(temporary)


def make_folder(folder: str | os.PathLike[str]) -> None:
    """Make a folder and those around it, where they are not there.

    Raises
    ------
    FileError
        If it cannot be made.
    """
    try:
        Path(folder).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FileError("E013", str(folder), f"the folder cannot be made ({reason(error)})") from error


def _remove(path: Path) -> None:
    with contextlib.suppress(OSError, ValueError):
        path.unlink(missing_ok=True)
