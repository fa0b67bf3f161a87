"""F: other tools' files, with A27 and B42. What is wrong is told with file and line, and nothing is approximated."""

import json
import os
import pickle
from pathlib import Path

import pytest

from negsim.errors import ScenarioError
from negsim.formats.reading import read_texts
from tests.cli.running import run, shell

DOMAIN = """\
<negotiation_template>
  <utility_space>
    <objective index="0" name="Kennel">
      <issue index="1" name="Breed" type="discrete">
        <item index="1" value="collie" />
        <item index="2" value="poodle" />
      </issue>
      <issue index="2" name="Months" type="integer" lowerbound="2" upperbound="6" />
    </objective>
  </utility_space>
</negotiation_template>
"""
PROFILE = """\
<utility_space>
  <objective index="0" name="Kennel">
    <weight index="1" value="0.5" />
    <weight index="2" value="0.5" />
    <issue index="1" name="Breed" type="discrete">
      <item index="1" value="collie" evaluation="4" />
      <item index="2" value="poodle" evaluation="1" />
    </issue>
    <issue index="2" name="Months" type="integer" lowerbound="2" upperbound="6">
      <evaluator ftype="linear" slope="0.25" offset="0" />
    </issue>
  </objective>
</utility_space>
"""
EVALUATOR = '      <evaluator ftype="linear" slope="0.25" offset="0" />\n'
POODLE = '      <item index="2" value="poodle" evaluation="1" />\n'
ENTITIES = "".join(f'<!ENTITY b{at} "{f"&b{at - 1};" * 10 if at else "x"}">' for at in range(12))


def changed(before, after, text=PROFILE):
    assert before in text, before
    return text.replace(before, after, 1)


def genius(profile, domain=DOMAIN):
    return [("kennel.xml", domain), ("buyer.xml", profile), ("breeder.xml", PROFILE)]


SPACE = """\
name: Kennel
issues:
- name: Breed
  type: CategoricalIssue
  values: [collie, poodle]
- name: Months
  type: ContiguousIssue
  values: [2, 6]
"""
FUNCTION = """\
type: LinearAdditiveUtilityFunction
reserved_value: 0.2
weights: [0.5, 0.5]
values:
- {type: TableFun, mapping: {collie: 1, poodle: 0.25}}
- {type: AffineFun, slope: 0.25, bias: -0.5}
"""
ALIASES = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{chr(98 + at)}: &{chr(98 + at)} [{', '.join([f'*{chr(97 + at)}'] * 10)}]\n" for at in range(9)
)


def negmas(space=SPACE, function=FUNCTION):
    return [("kennel.yml", space), ("buyer.yml", function)]


RANGE = {"low": 2, "high": 6, "step": 2}


def geniusweb(**ends):
    domain = {
        "name": "kennel",
        "issuesValues": {"breed": {"values": ["collie", "poodle"]}, "months": {"range": {**RANGE, **ends}}},
    }
    numbers = {"lowValue": 2, "lowUtility": 0, "highValue": 6, "highUtility": 1}
    profile = {
        "LinearAdditiveUtilitySpace": {
            "name": "buyer",
            "domain": domain,
            "issueUtilities": {
                "breed": {"DiscreteValueSetUtilities": {"valueUtilities": {"collie": 1, "poodle": 0.25}}},
                "months": {"NumberValueSetUtilities": numbers},
            },
            "issueWeights": {"breed": 0.5, "months": 0.5},
        }
    }
    return [("kennel.json", json.dumps(domain, indent=1)), ("buyer.json", json.dumps(profile, indent=1))]


# fault, files, then one finding that is expected: code, file, line, words in it
ROWS = [
    ("F87-doctype", genius("<!DOCTYPE a>\n" + PROFILE), "E805", "buyer.xml", 1, "a DOCTYPE is given"),
    ("F87-bomb", genius(f"\n<!DOCTYPE a [{ENTITIES}]>\n" + PROFILE), "E805", "buyer.xml", 2, "a DOCTYPE is given"),
    (
        "F87-external",
        genius('<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/hostname">]>\n' + changed('"collie"', '"&e;"')),
        "E805", "buyer.xml", 1, "fetch other files",
    ),
    (
        "F87-external-subset",
        genius('<!DOCTYPE a SYSTEM "http://192.0.2.1/a.dtd">\n' + PROFILE),
        "E805", "buyer.xml", 1, "a DOCTYPE is given",
    ),
    (
        "F87-domain",
        genius(PROFILE, f"<!-- dogs -->\n<!DOCTYPE a [{ENTITIES}]>\n{DOMAIN}"),
        "E805", "kennel.xml", 2, "a DOCTYPE is given",
    ),
    ("F87-entity", genius(changed('"collie"', '"&bomb;"')), "E804", "buyer.xml", 6, "an entity is used"),
    ("F87-deep", genius("<utility_space>\n" + "<objective>" * 200_000), "E805", "buyer.xml", 2, "65 deep"),
    (
        "F87-elements",
        genius(changed(POODLE, "<item />\n" * 100_001)),
        "E805", "buyer.xml", 100_001, "over 100,000 elements",
    ),
    ("F87-long", genius(changed('"collie"', f'"{"x" * 400_000}"')), "E805", "buyer.xml", 6, "262,144 bytes"),
    ("F88-value", genius(changed('"poodle"', '"poodel"')), "E806", "buyer.xml", 7, "did you mean 'poodle'?"),
    ("F88-no-value", genius(changed(POODLE, "")), "E807", "buyer.xml", 5, "option 'poodle' of issue 'Breed' has no"),
    ("F88-null", genius(changed('evaluation="1"', 'evaluation="null"')), "E807", "buyer.xml", 7, "has no evaluation"),
    (
        "F88-weight",
        genius(changed('    <weight index="2" value="0.5" />\n', "")),
        "E807", "buyer.xml", 8, "issue 'Months' has no <weight> of its index 2",
    ),
    (
        "F88-two-weights",
        genius(changed('<weight index="2" value="0.5" />', '<weight index="1" value="0.25" />')),
        "E807", "buyer.xml", 4, "two weights, 0.5 and 0.25",
    ),
    ("F88-issue", genius(changed('index="2" name', 'index="7" name')), "E806", "buyer.xml", 9, "has the index 7"),
    (
        "F88-backwards",
        genius(PROFILE, changed('"2" upperbound="6"', '"6" upperbound="2"', DOMAIN)),
        "E808", "kennel.xml", 8, "from 6 to 2, where the lower end is expected first",
    ),
    (
        "F88-backwards-profile",
        genius(changed('"2" upperbound="6"', '"6" upperbound="2"')),
        "E808", "buyer.xml", 9, "exchange lowerbound and upperbound",
    ),
    ("F88-evaluator", genius(changed(EVALUATOR, "")), "E807", "buyer.xml", 9, "issue 'Months' has no <evaluator>"),
    (
        "F88-parameters",
        genius(changed('slope="0.25" offset="0"', 'parameter1="0.25" parameter0="0"')),
        "E803", "buyer.xml", 10, "not supported: the integer issue 'Months' with parameter0 and parameter1",
    ),
    ("F88-comma", genius(changed('evaluation="4"', 'evaluation="4,5"')), "E809", "buyer.xml", 6, "such as 4.5"),
    (
        "F88-constraint",
        genius(changed("<utility_space>", '<utility_space type="constraint">')),
        "E803", "buyer.xml", 1, "not supported: utility space of type 'constraint'",
    ),
    (
        "F88-kind",
        genius(changed("<utility_space>", '<utility_space type="hyper">')),
        "E803", "buyer.xml", 1, "not supported: utility space of type 'hyper'",
    ),
    ("A27-bomb", negmas(SPACE + ALIASES), "E811", "kennel.yml", 14, "values, those that aliases repeat included"),
    (
        "A27-python",
        negmas(changed("name: Kennel", "name: !!python/object/apply:os.getcwd []", SPACE)),
        "E811", "kennel.yml", 1, "the tag 'python/object/apply:os.getcwd'",
    ),
    ("A27-no", negmas(changed("poodle", "no", SPACE)), "E812", "kennel.yml", 5, "'no' is a truth value in YAML 1.1"),
    (
        "A27-no-key",
        negmas(function=changed("poodle", "No", FUNCTION)),
        "E812", "buyer.yml", 5, "'No' is a truth value in YAML 1.1",
    ),
    (
        "A27-duplicate",
        negmas(function=FUNCTION + "reserved_value: 0.9\n"),
        "E002", "buyer.yml", 7, "the key 'reserved_value' stands twice, first in line 2",
    ),
    ("A27-tab", negmas(changed("  type: Cat", "\ttype: Cat", SPACE)), "E811", "kennel.yml", 4, "cannot start"),
    ("B42", geniusweb(step=3), "E816", "kennel.json", 14, "the nearest steps that fit are 4 and 2"),
    ("B42-decimals", geniusweb(step=0.3), "E816", "kennel.json", 14, "the nearest steps that fit are"),
    ("B42-wide", geniusweb(step=5), "E816", "kennel.json", 14, "the nearest steps that fit are 4"),
]  # fmt: skip

GOOD = {"genius": genius(PROFILE), "negmas": negmas(), "geniusweb": geniusweb()}


def refused(files):
    with pytest.raises(ScenarioError) as caught:
        read_texts([(name, text.encode()) for name, text in files])
    assert pickle.loads(pickle.dumps(caught.value)).findings == caught.value.findings
    return caught.value.findings


@pytest.mark.parametrize("name", GOOD)
def test_the_files_that_are_changed_are_good(name):
    found = read_texts([(path, text.encode()) for path, text in GOOD[name]])
    assert found.format == name
    assert not [finding for finding in found.findings if finding.code.startswith("E")]


@pytest.mark.parametrize(
    ("files", "code", "file", "line", "words"), [pytest.param(*row[1:], id=row[0]) for row in ROWS]
)
def test_a_fault_has_its_code_its_file_and_its_line(files, code, file, line, words):
    found = refused(files)
    places = [(finding.code, finding.place.file, finding.place.line) for finding in found if finding.place]
    assert (code, file, line) in places, places
    assert any(words in f"{finding.message} {finding.advice}" for finding in found if finding.code == code), found


def test_f88_all_faults_of_all_files_are_told_together():
    declared = "<!DOCTYPE a>\n" + PROFILE
    named = {"kennel.xml": DOMAIN, "a.xml": changed(POODLE, ""), "b.xml": changed(EVALUATOR, ""), "c.xml": PROFILE}
    found = refused(named.items())
    assert [(finding.code, finding.place.file) for finding in found] == [("E807", "a.xml"), ("E807", "b.xml")]
    # What no tree can be made of is told first, and alone of its kind too.
    broken = {**named, "b.xml": "<utility_space>", "c.xml": declared}
    found = refused(broken.items())
    assert [(finding.code, finding.place.file) for finding in found] == [("E804", "b.xml"), ("E805", "c.xml")]


def test_f90_what_is_there_already_is_kept(tmp_path):
    ferry = Path(__file__).parents[2] / "scenarios" / "ferry_line"
    taken = tmp_path / "ferry.toml"
    taken.write_text("mine", encoding="utf-8")
    done = run("convert", ferry, "--out", taken)
    assert (done.code, taken.read_text(encoding="utf-8")) == (1, "mine")
    assert "the file is there already" in done.err
    assert run("convert", ferry, "--out", taken, "--force").code == 0
    assert not list(tmp_path.glob(".*"))


def test_f90_nobody_reads_what_is_converted():
    ferry = Path(__file__).parents[2] / "scenarios" / "ferry_line"
    reader, writer = os.pipe()
    os.close(reader)
    try:
        done = shell("convert", ferry, stdout=writer)
    finally:
        os.close(writer)
    assert (done.returncode, "Traceback" in done.stderr) == (0, False)
