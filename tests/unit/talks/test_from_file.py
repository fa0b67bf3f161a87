"""Strategies told by their place: read from a text, made when a talk begins, and read anew for each talk."""

import re
import sys

import pytest

from negsim.errors import FileError
from negsim.talks.protocols.alternating import AlternatingOffers
from negsim.talks.protocols.table import Reason
from negsim.talks.session import Session, Talk
from negsim.talks.strategies.conceding import LINEAR
from negsim.talks.strategies.from_file import FromFile, from_text, is_reference
from negsim.talks.transcript import Terms
from tests.unit.talks.playing import pie

WRITTEN = """
import dataclasses
from beside import HOW_MUCH

count = 0


@dataclasses.dataclass(frozen=True)
class Fixed:
    share: str = HOW_MUCH
    name: str = "fixed"

    def begin(self, brief, *, chance):
        global count
        count += 1
        return count

    def move(self, view, memory, *, chance):
        package = next(view.brief.ladder.packages(int(self.share)))
        return type(view.brief.ladder.offer(0))(MOVE, package), memory + 1


from negsim.talks.move import Kind
MOVE = Kind.OFFER
made = Fixed("3")
nothing = 5


def made_by(share="4"):
    return Fixed(share)


def no_pair():
    class Silent:
        name = "silent"
        begin = made.begin
        def move(self, view, memory, *, chance):
            return None
    return Silent()
"""


@pytest.fixture
def file(tmp_path):
    (tmp_path / "beside.py").write_text("HOW_MUCH = '7'\n", encoding="utf-8")
    (tmp_path / "my_file.py").write_text(WRITTEN, encoding="utf-8")
    yield tmp_path / "my_file.py"
    for name in [name for name in sys.modules if name == "beside" or name.startswith("my_file")]:
        del sys.modules[name]


def first_offer(strategy):
    found = Session(
        Talk(
            problem=pie(),
            protocol=AlternatingOffers(),
            strategies={"One": strategy, "Two": LINEAR},
            terms=Terms(rounds=1),
        )
    ).play()
    return found, [package["share"] for package in found.history.offers("One")]


@pytest.mark.parametrize(
    ("end", "share"),
    [("Fixed", "7"), ("Fixed:share=2", "2"), ("made", "3"), ("made_by", "4"), ("made_by:share=1", "1")],
)
def test_a_class_a_strategy_and_a_function(file, end, share):
    paths = list(sys.path)
    strategy = from_text(f"{file}:{end}")
    assert strategy.name == f"{file}:{end}"
    assert from_text(strategy.name) == strategy
    transcript, offered = first_offer(strategy)
    assert (offered, transcript.faults, transcript.strategies["One"]) == ([share], (), strategy.name)
    assert sys.path == paths


def test_a_module(file, monkeypatch):
    monkeypatch.syspath_prepend(file.parent)
    assert first_offer(from_text("my_file:Fixed"))[1] == ["7"]


def test_a_file_is_read_anew_for_each_talk(file):
    for _ in range(2):
        strategy = FromFile(file, "made")
        transcript, _ = first_offer(strategy)
        (module,) = [module for name, module in sys.modules.items() if name.startswith("my_file_")]
        assert vars(module)["count"] == 1
        assert transcript.faults == ()


@pytest.mark.parametrize(
    ("end", "words"),
    [
        ("Missing", "AttributeError: .*has no 'Missing'; expected a class, a function or a strategy"),
        ("made:share=1", "TypeError: .*it is made already"),
        ("Fixed:colour=red", "TypeError: .*colour"),
        ("nothing", "TypeError: 'int' object is not callable"),
        ("dataclasses", "TypeError: 'module' object is not callable"),
        ("str", "TypeError: .*is a str; expected a strategy, which has begin and move"),
    ],
)
def test_what_is_no_strategy_is_a_fault_before_the_first_move(file, end, words):
    if end == "str":
        file.write_text("kind = str\n", encoding="utf-8")
        end = "kind"
    transcript, _ = first_offer(from_text(f"{file}:{end}"))
    (fault,) = transcript.faults
    assert (fault.party, fault.round, fault.kind) == ("One", 0, "raised")
    assert re.search(words, fault.message), fault.message


def test_what_it_returns_is_looked_at_as_that_of_any_other(file):
    transcript, _ = first_offer(FromFile(str(file), "no_pair"))
    assert transcript.ending.reason is Reason.FAULT
    assert [fault.kind for fault in transcript.faults] == ["no-move"]


def test_texts_that_tell_no_place():
    assert not is_reference("tit-for-tat")
    assert not is_reference("C:/my_file.py")
    with pytest.raises(ValueError, match=r"'boulware' names no strategy by its place; expected path/to/file.py:Name"):
        from_text("boulware")
    with pytest.raises(ValueError, match="given twice"):
        from_text("a.b:C:x=1,x=2")


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(FileError, match=r"none.py: there is no such file\. It is where Name is looked for"):
        from_text(f"{tmp_path / 'none.py'}:Name")
