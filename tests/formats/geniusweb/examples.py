"""A boat in GeniusWeb's format, what its files are made with, and cases that are written in it."""

import json

import pytest

from negsim.errors import ScenarioError
from negsim.formats.geniusweb.reading import read
from negsim.formats.inputs import Findings, InputFile

DOMAIN = {
    "name": "boat",
    "issuesValues": {
        "colour": {"values": ["red", "blue"]},
        "crew": {"values": ["2", "4", "8"]},
        "length": {"range": {"low": 5, "high": 6.5, "step": 0.5}},
    },
}
ENDS = {"lowValue": 5, "lowUtility": 1, "highValue": 6.5, "highUtility": 0}
LINEAR = {
    "name": "owner",
    "domain": DOMAIN,
    "issueUtilities": {
        "colour": {"DiscreteValueSetUtilities": {"valueUtilities": {"red": 1, "blue": 0.25}}},
        "crew": {"discreteutils": {"valueUtilities": {"8": 0, "2": 1, "4": 0.3}}},
        "length": {"NumberValueSetUtilities": ENDS},
    },
    "issueWeights": {"colour": 0.2, "crew": 0.3, "length": 0.5},
    "reservationBid": {"issuevalues": {"length": 5.50, "colour": "blue", "crew": 4.0}},
}
GROUPS = {
    "name": "yard",
    "domain": DOMAIN,
    "partUtilities": {
        "looks": {
            "partsutils": {
                "issues": ["length", "colour"],
                "utilslist": [
                    {"values": [6, "blue"], "util": 0.5},
                    {"values": ["6.50", "red"], "util": 0.25},
                    {"values": [5, "red"], "util": 0},
                ],
            }
        },
        "people": {"partsutils": {"issues": ["crew"], "utilslist": [{"values": ["8"], "util": 0.5}]}},
    },
}
ADDITIVE = "LinearAdditiveUtilitySpace"
SUMS = "SumOfGroupsUtilitySpace"
LOOKS = "partUtilities.looks.partsutils"


def file(path, content, role):
    text = content if isinstance(content, str) else json.dumps(content, indent=1)
    return InputFile(path=f"folder/{path}.json", text=text, role=role)


def domain_file(content=DOMAIN, path="boat"):
    return file(path, content, "domain")


def linear_file(content=LINEAR, path="owner"):
    return file(path, {ADDITIVE: content}, "profile")


def groups_file(content=GROUPS, path="yard"):
    return file(path, {SUMS: content}, "profile")


def case_of(*files):
    found = Findings()
    case = read(files, found=found, grid=21)
    return case, [(each.code, each.message) for each in found.warnings]


def errors_of(*files):
    found = Findings()
    with pytest.raises(ScenarioError):
        read(files, found=found, grid=21)
    return found.errors


def with_changed(content, changes):
    """Return a copy of tables with what stands at a dotted path replaced, or left out where it is None."""
    copy = json.loads(json.dumps(content))
    for path, value in changes.items():
        *around, last = path.split(".")
        table = copy
        for key in around:
            table = table[int(key)] if isinstance(table, list) else table[key]
        key = int(last) if isinstance(table, list) else last
        if value is None:
            del table[key]
        else:
            table[key] = value
    return copy
