"""Whatever stands in a file: it is a scenario, or its mistakes are told with their places. Never anything else."""

from hypothesis import given
from hypothesis import strategies as st

from negsim.errors import ScenarioError
from negsim.formats.scenario_toml import dumps_scenario, loads_scenario
from tests.formats.generators import SCALARS, toml_texts
from tests.formats.test_reference import EXAMPLES

WHOLE = EXAMPLES[0]
LINES = WHOLE.split("\n")
NAMED = [number for number, line in enumerate(LINES) if line.startswith(("id =", "party =", "issue =", "source ="))]
PIECES = st.one_of(
    SCALARS,
    st.text(max_size=4),
    st.sampled_from(
        ['"', "'", '"""', "[", "]", "{", "}", "=", ".", ",", "#", "\n", "\r", "\t", "[[", "]]", "\0", "\ud800"]
    ),
    st.sampled_from(WHOLE.split()),
)


def told(text):
    """Return the findings of a text; empty for a scenario, which then can be written and read again."""
    try:
        scenario = loads_scenario(text)
    except ScenarioError as error:
        findings = error.findings
    else:
        findings = ()
        assert loads_scenario(dumps_scenario(scenario)) == scenario
    assert all(finding.place is not None and finding.place.line >= 1 and str(finding) for finding in findings)
    return findings


@given(toml_texts())
def test_any_toml(text):
    assert told(text)


@given(st.text())
def test_any_text(text):
    assert told(text)


@given(st.data())
def test_a_piece_put_anywhere(data):
    start = data.draw(st.integers(0, len(WHOLE)))
    end = data.draw(st.integers(start, min(start + 12, len(WHOLE))))
    told(WHOLE[:start] + data.draw(PIECES) + WHOLE[end:])


@given(st.data())
def test_another_value_for_a_key(data):
    number = data.draw(st.sampled_from([number for number, line in enumerate(LINES) if " = " in line]))
    key, _, old = LINES[number].partition(" = ")
    other = data.draw(SCALARS | st.sampled_from(["[]", "{}", "[[]]", "[{}]", '["share"]', "{ share = 1 }", f"[{old}]"]))
    told("\n".join([*LINES[:number], f"{key} = {other}", *LINES[number + 1 :]]))


@given(st.permutations(range(len(LINES))), st.integers(0, len(LINES)))
def test_lines_left_out(order, count):
    left_out = set(order[:count])
    told("\n".join(line for number, line in enumerate(LINES) if number not in left_out))


@given(st.sampled_from(NAMED), st.sampled_from(["share", "Upper", "no such name", "", "a:b", "\\u202e", "upper"]))
def test_another_name_for_something(number, name):
    told("\n".join([*LINES[:number], f'{LINES[number].split(" = ")[0]} = "{name}"', *LINES[number + 1 :]]))
