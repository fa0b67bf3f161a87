"""Every code is explained, and every explanation has its code."""

import re
from pathlib import Path

import pytest

from negsim.checks.codes import EXPLANATIONS, explain_code
from negsim.errors import UnknownNameError

PACKAGE = Path(__file__).parents[2] / "negsim"
SOURCES = [path for path in PACKAGE.rglob("*.py") if path.name != "codes.py"]
USED = {code for path in SOURCES for code in re.findall(r'"([EW]\d{3})"', path.read_text(encoding="utf-8"))}


def test_every_code_in_use_is_explained_and_no_other():
    assert set(EXPLANATIONS) == USED


@pytest.mark.parametrize("code", sorted(EXPLANATIONS))
def test_an_explanation_is_a_sentence_or_more(code):
    assert explain_code(code.lower()).endswith(".")
    assert len(explain_code(code)) > 40


def test_an_unknown_code():
    with pytest.raises(UnknownNameError, match="unknown code 'E999'"):
        explain_code("E999")
