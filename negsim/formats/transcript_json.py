"""The transcript of a talk as JSON: written, and read back as the same transcript.

The reference for users is ``docs/reference/json.md``.
"""

from __future__ import annotations

import json
import os
from typing import Any

from negsim.errors import ScenarioError, TranscriptError
from negsim.fields import decimal_text
from negsim.formats.files import decoded, read_bytes, write_text
from negsim.formats.inputs import Findings, InputFile
from negsim.formats.json_text import parse_json
from negsim.formats.located import Access
from negsim.formats.transcript_structure import FORMAT, structured
from negsim.space.package import Package
from negsim.talks.history import Entry
from negsim.talks.transcript import Crossing, Fault, Terms, Transcript

Json = dict[str, Any]

MAX_TRANSCRIPT = 200_000_000
"""How many bytes of a transcript are read, unless its reader is told otherwise: some 500,000 moves."""


def transcript_json(transcript: Transcript) -> Json:
    """Return a transcript as JSON values.

    Numbers that may not be whole are exact decimal text (``p/q`` where no decimal equals them), but for times and for
    ``discounted``, which are floats. The time that strategies used is left out: it is another each time, and JSON is
    the same on every machine. Half a character in what a guest wrote is replaced: no UTF-8 file can hold it.

    Examples
    --------
    >>> import negsim
    >>> problem = negsim.compile_scenario(negsim.read_scenario("scenarios/two_neighbours.toml")).problem
    >>> strategies = {party.id: negsim.strategy("conceder") for party in problem.signers}
    >>> talk = negsim.Talk(problem=problem, protocol=negsim.AlternatingOffers(), strategies=strategies)
    >>> found = transcript_json(negsim.Session(talk).play())
    >>> found["protocol"], found["ending"]["reason"], found["moves"][-1]["kind"]
    ('alternating-offers', 'agreement', 'accept')
    """
    ending = transcript.ending
    found: Json = {
        "format": FORMAT,
        "scenario": transcript.scenario,
        "reading": transcript.reading,
        "protocol": transcript.protocol,
        "draft": _package(transcript.draft),
        "strategies": dict(transcript.strategies),
        "terms": _terms(transcript.terms),
        "seed": transcript.seed,
        "waived": list(transcript.waived),
        "moves": [_move(entry) for entry in transcript.history.log],
        "drafts": [{"round": draft.round, "package": _package(draft.package)} for draft in transcript.drafts],
        "faults": [_fault(fault) for fault in transcript.faults],
        "crossings": [_crossing(crossing) for crossing in transcript.crossings],
        "void": list(transcript.void),
        "output": dict(transcript.output),
        "clock": list(transcript.clock),
        "ending": {"reason": ending.reason.value, "package": _package(ending.package), "party": ending.party or None},
        "rounds": transcript.rounds,
        "points": dict(transcript.points),
        "discounted": transcript.discounted,
    }
    whole: Json = _without_halves(found)
    return whole


def dumps_transcript(transcript: Transcript) -> str:
    """Return a transcript as JSON text; reading that gives an equal transcript. Each move stands in a line."""
    parts = (f"  {_line(key)}: {_lines(value)}" for key, value in transcript_json(transcript).items())
    return "{\n" + ",\n".join(parts) + "\n}\n"


def write_transcript(transcript: Transcript, path: str | os.PathLike[str], *, force: bool = False) -> None:
    """Write a transcript to a JSON file, whole or not at all.

    Parameters
    ----------
    force:
        Whether a file that is there already is replaced.

    Raises
    ------
    FileError
        If it is there already and ``force`` is not set, or it cannot be written.
    """
    write_text(dumps_transcript(transcript), path, force=force)


def read_transcript(path: str | os.PathLike[str], *, max_bytes: int = MAX_TRANSCRIPT) -> Transcript:
    """Return the transcript in a JSON file, as :func:`write_transcript` or ``negsim talk --json`` writes it.

    Parameters
    ----------
    max_bytes:
        How large the file may be.

    Raises
    ------
    FileError
        If the file cannot be read, or is too large.
    TranscriptError
        With everything that is wrong in it, each thing with line and column.

    Notes
    -----
    What the command adds for its readers (the account, measures, pictures) and ``discounted``, which follows from the
    rest, are passed over; any other key that a transcript does not have is refused. Whether the moves are those of a
    talk about a scenario is for :func:`negsim.talks.replay.replay`.
    """
    name = os.fspath(path)
    data = read_bytes(path, max_bytes=max_bytes)
    try:
        text = decoded(data, name=name)
    except ScenarioError as error:
        raise TranscriptError(error.findings) from None
    return loads_transcript(text, name=name)


def loads_transcript(text: str, *, name: str = "<text>") -> Transcript:
    """Return the transcript in a JSON text.

    Parameters
    ----------
    name:
        What the text is called in messages.

    Raises
    ------
    TranscriptError
        As :func:`read_transcript`.

    Examples
    --------
    >>> try:
    ...     loads_transcript("{}")
    ... except TranscriptError as error:
    ...     print(error.findings[0].message)
    this is no transcript: it has no moves, no protocol and no strategies
    """
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    try:
        return structured(Access(parse_json(InputFile(path=name, text=lines)), Findings()))
    except ScenarioError as error:
        raise TranscriptError(error.findings) from None


def _lines(value: Any) -> str:
    """Return a value of JSON in a line; a list of tables with a line for each of them."""
    if not (isinstance(value, list) and value and isinstance(value[0], dict)):
        return _line(value)
    return "[\n    " + ",\n    ".join(map(_line, value)) + "\n  ]"


def _line(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _package(package: Package | None) -> Json | None:
    return None if package is None else dict(package.choices)


def _terms(terms: Terms) -> Json:
    return {
        "rounds": terms.rounds,
        "seconds": terms.seconds,
        "breakdown": decimal_text(terms.breakdown),
        "discounts": {party: decimal_text(share) for party, share in terms.discounts.items()},
        "crossings": terms.crossings,
    }


def _move(entry: Entry) -> Json:
    number, party, move = entry
    return {"round": number, "party": party, "kind": move.kind.value, "package": _package(move.package)}


def _fault(fault: Fault) -> Json:
    return {
        "party": fault.party,
        "round": fault.round,
        "kind": fault.kind,
        "message": fault.message,
        "detail": fault.detail,
    }


def _crossing(crossing: Crossing) -> Json:
    return {
        "party": crossing.party,
        "round": crossing.round,
        "kind": crossing.kind.value,
        "package": _package(crossing.package),
        "demands": list(crossing.demands),
    }


def _without_halves(value: Any) -> Any:
    """Return JSON values in which no text has half a character."""
    if isinstance(value, str):
        return value if value.isascii() else value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, dict):
        return {_without_halves(key): _without_halves(entry) for key, entry in value.items()}
    return [_without_halves(entry) for entry in value] if isinstance(value, list) else value
