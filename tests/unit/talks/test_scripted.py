"""Moves written down before, in Python and in a file."""

import os

import pytest

from negsim.errors import FileError
from negsim.space.issue import Issue
from negsim.space.package import Package
from negsim.space.space import Exclusion, Space
from negsim.talks.move import ACCEPT, SILENT, WALK_AWAY, offer
from negsim.talks.strategies import scripted as module
from negsim.talks.strategies.registry import strategy
from negsim.talks.strategies.scripted import Scripted, script
from tests.unit.talks.strategy_trials import CHANCE, Seen, pie, play, problem_of, share

ISSUES = [Issue("price", ["low", "very, very high"]), Issue("place", ["here", "there"])]


def trade(*, excluded=()):
    found = problem_of(ISSUES, {"A": [[0, 2], [1, 0]], "B": [[2, 0], [0, 1]]})
    return type(found)(scenario="test", reading="given", space=Space(ISSUES, excluded), parties=found.parties)


def written(folder, text):
    file = folder / "moves.txt"
    file.write_text(text, encoding="utf-8")
    return str(file)


def test_moves_are_made_in_order_and_the_last_one_again():
    own = Scripted([offer(share(9)), offer(share(7))])
    seen = Seen(pie(10), "A", own)
    assert [seen.asks() for _ in range(3)] == [9, 7, 7]
    played = play(pie(10), {"A": own, "B": Scripted([offer(share(1)), ACCEPT])})
    assert str(played.agreement) == "share: 7"


def test_a_script_that_cannot_be():
    with pytest.raises(ValueError, match="expected at least one move"):
        Scripted([])
    with pytest.raises(TypeError, match="expected moves alone"):
        Scripted(["offer"])


def test_a_file_has_one_move_on_each_line(tmp_path):
    file = written(
        tmp_path,
        "\ufeff# What A did\n\nOffer price: very, very high, place: here\nsay nothing   # for a while\n"
        "offer place: there\noffers\nACCEPT\nwalk-away\n",
    )
    first = Package({"price": "very, very high", "place": "here"})
    second = first.replaced({"place": "there"})
    own = script(file)
    assert own.moves == (offer(first), SILENT, offer(second), offer(second), ACCEPT, WALK_AWAY)
    assert own.lines == (3, 4, 5, 6, 7, 8)
    assert own.begin(Seen(trade(), "A", own).brief, chance=CHANCE) == 0


def test_moves_are_read_as_they_are_printed(tmp_path):
    moves = (offer(share(3)), SILENT, ACCEPT, WALK_AWAY)
    assert script(written(tmp_path, "\n".join(map(str, moves)))).moves == moves


def test_by_name_it_plays_as_it_is_written(tmp_path):
    file = written(tmp_path, "offer share: 8\noffer share: 6\n")
    own = strategy(f"scripted:{file}")
    assert own.name == f"scripted:{file}"
    assert strategy(own.name) == own
    played = play(pie(10), {"A": own, "B": Scripted([offer(share(1)), ACCEPT])})
    assert (str(played.agreement), played.strategies["A"]) == ("share: 6", own.name)


def test_all_lines_that_are_no_moves_are_named(tmp_path):
    lines = ("offer", "offer price low", "offer price: low, price: high", "agree", "offered price: low", "accept")
    file = written(tmp_path, "\n".join(lines))
    with pytest.raises(ValueError, match="is no choice") as caught:
        script(file)
    words = "expected 'offer ISSUE: OPTION, ...', 'accept', 'walk away' or 'say nothing'"
    assert str(caught.value).splitlines() == [
        f"{file}:1: '' is no choice; expected ISSUE: OPTION",
        f"{file}:2: 'price low' is no choice; expected ISSUE: OPTION",
        f"{file}:3: 'price' is named twice",
        f"{file}:4: 'agree' is no move; {words}",
        f"{file}:5: 'offered price: low' is no move; {words}",
    ]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("offer prise: low, place: here", "1: there is no issue 'prise'; did you mean 'price'"),
        ("offer price: lov, place: here", "1: 'price' has no option 'lov'; did you mean 'low'"),
        ("accept\noffer price: low", "2: the offer has no option for place; the first offer names every issue"),
        ("offer price: low, place: there", "1: price: low, place: there does not exist: its options exclude"),
    ],
)
def test_what_is_no_package_is_the_partys_fault_with_file_and_line(tmp_path, line, message):
    file = written(tmp_path, line)
    problem = trade(excluded=[Exclusion({"price": ["low"], "place": ["there"]})])
    played = play(problem, {"A": strategy(f"scripted:{file}"), "B": strategy("linear")})
    (fault,) = played.faults
    assert (fault.party, fault.round, fault.kind) == ("A", 0, "raised")
    assert f"{file}:{message}" in fault.message


def test_files_that_cannot_be_read(tmp_path, monkeypatch):
    with pytest.raises(FileError, match="there is no such file"):
        strategy(f"scripted:{tmp_path / 'none.txt'}")
    with pytest.raises(FileError, match="this is a folder"):
        script(str(tmp_path))
    with pytest.raises(ValueError, match="has no moves; expected lines such as"):
        script(written(tmp_path, "# nothing yet\n"))
    (tmp_path / "moves.txt").write_bytes(b"offer share: \xff\n")
    with pytest.raises(ValueError, match=r"is no text in UTF-8 .*byte 13"):
        script(str(tmp_path / "moves.txt"))
    monkeypatch.setattr(module, "MAX_BYTES", 3)
    with pytest.raises(FileError, match="more than 3 bytes"):
        script(written(tmp_path, "accept"))


def test_a_file_that_may_not_be_read(tmp_path, monkeypatch):
    file = written(tmp_path, "accept")

    def refuse(path):
        raise PermissionError(13, os.strerror(13))

    monkeypatch.setattr("pathlib.Path.read_bytes", refuse)
    with pytest.raises(FileError, match="the file cannot be read"):
        script(file)
