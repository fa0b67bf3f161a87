"""GENIUS files of a small sale, and how tests read and write them."""

import pytest

from negsim.errors import ScenarioError
from negsim.formats.genius.reading import read
from negsim.formats.genius.writing import write
from negsim.formats.inputs import Findings, InputFile

DOMAIN = """\
<negotiation_template number_of_sessions="1">
  <agent name="" />
  <utility_space number_of_issues="0">
    <objective index="0" name="Bicycle" type="objective" etype="objective" description="">
      <issue index="1" name="Colour" type="discrete">
        <item index="1" value="red" cost="3" description="bright"></item>
        <item index="2" value="blue" />
        <item index="3" value="green" />
      </issue>
      <issue index="4" name="Years" type="integer" vtype="integer" lowerbound="-1" upperbound="3" />
    </objective>
  </utility_space>
</negotiation_template>
"""

PROFILE = """\
<utility_space>
  <objective index="0" name="Bicycle" type="objective" etype="objective" description="">
    <weight index="4" value="0.25" />
    <weight index="1" value="0.75" />
    <issue index="1" name="Colour" type="discrete">
      <item index="1" value="red" evaluation="20" />
      <item index="2" value="blue" evaluation="5" />
      <item index="3" value="green" evaluation="0" />
    </issue>
    <issue index="4" name="Years" type="integer" lowerbound="-1" upperbound="3">
      <evaluator ftype="linear" slope="0.5" offset="-0.5" />
    </issue>
  </objective>
  <discount_factor value="1.0" />
  <reservation value="0.5" />
</utility_space>
"""

REAL_DOMAIN = """\
<negotiation_template>
  <utility_space>
    <objective index="0" name="root">
      <issue index="2" name="Price" type="real"><range lowerbound="1" upperbound="3" /></issue>
    </objective>
  </utility_space>
</negotiation_template>
"""

REAL_PROFILE = """\
<utility_space>
  <objective index="0" name="root">
    <weight index="2" value="1" />
    <issue index="2" name="Price" type="real"><range lowerbound="1" upperbound="3" />
      <evaluator ftype="linear" parameter0="1.5" parameter1="-0.5" />
    </issue>
  </objective>
</utility_space>
"""

BOX_DOMAIN = """\
<negotiation_template>
  <utility_space>
    <objective index="0" name="root">
      <issue index="1" name="a" type="integer" lowerbound="0" upperbound="3" />
      <issue index="2" name="b" type="integer" lowerbound="5" upperbound="7" />
    </objective>
  </utility_space>
</negotiation_template>
"""

BOX_PROFILE = """\
<utility_space type="nonlinear">
  <objective index="0" name="root">
    <issue index="1" name="a" type="integer" lowerbound="0" upperbound="3" />
    <issue index="2" name="b" type="integer" lowerbound="5" upperbound="7" />
    <utility maxutility="40">
      <ufun type="PlainUfun" weight="1" aggregation="sum">
        <hyperRectangle utility="10"><INCLUDES index="1" min="1" max="2" /><INCLUDES index="2" min="6" max="9" />
        </hyperRectangle>
      </ufun>
    </utility>
  </objective>
  <reservation value="0.2" />
</utility_space>
"""


def read_texts(*profiles, domain=DOMAIN, grid=21, found=None):
    """Return the case of these texts; the domain is passed over where there is none."""
    files = [InputFile(path="shop/bicycle.xml", text=domain, format="genius", role="domain")] if domain else []
    files += [
        InputFile(path=f"shop/party{number}.xml", text=text, format="genius", role="profile")
        for number, text in enumerate(profiles, start=1)
    ]
    return read(files, found=found or Findings(), grid=grid)


def read_again(texts, *, found=None):
    """Return the case of files that were written: the first is the domain."""
    roles = ["domain"] + ["profile"] * (len(texts) - 1)
    files = [
        InputFile(path=name, text=text, format="genius", role=role)
        for (name, text), role in zip(texts.items(), roles, strict=True)
    ]
    return read(files, found=found or Findings(), grid=21)


def there_and_back(case):
    """Return a case after writing and reading it, and what was lost."""
    lost: list[str] = []
    return read_again(write(case, lost=lost)), lost


def located(findings):
    """Return code, file and line of findings, each of which has a place."""
    places = [(finding, finding.place) for finding in findings]
    return [(finding.code, place.file, place.line) for finding, place in places if place is not None]


def told(findings):
    """Return code, line and message of findings, each of which has a place."""
    lines = [line for _, _, line in located(findings)]
    return [(finding.code, line, finding.message) for finding, line in zip(findings, lines, strict=True)]


def errors_of(*profiles, **options):
    """Return what is wrong with these texts: code, line and message of each thing."""
    found = Findings()
    with pytest.raises(ScenarioError) as caught:
        read_texts(*profiles, found=found, **options)
    return told(caught.value.findings)


def warnings_of(*profiles, **options):
    """Return what is odd about these texts: code, line and message of each thing."""
    found = Findings()
    read_texts(*profiles, found=found, **options)
    return told(found.warnings)
