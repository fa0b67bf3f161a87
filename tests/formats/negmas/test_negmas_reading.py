"""NegMAS YAML: what is read of outcome spaces and utility functions, and what is found wrong with them."""

from fractions import Fraction

import pytest

from negsim.errors import ScenarioError
from negsim.formats.inputs import Findings, InputFile
from negsim.formats.negmas.issues import MAX_OPTIONS
from negsim.formats.negmas.reading import read

SPACE = """\
name: Fish market
type: DiscreteCartesianOutcomeSpace
issues:
- name: Crates
  type: ContiguousIssue
  values: [2, 4]
- name: Price
  type: DiscreteCardinalIssue
  values: [10, 12.50, 20]
- name: Ice
  type: CategoricalIssue
  values: [with, without]
"""
ROWS = """\
- type: AffineFun
  slope: 0.25
  bias: -0.5
- mapping: {10: 1.0, 12.5: 0.5, 20.0: 0.0}
  type: TableFun
- mapping: {with: 1, without: 0.30000000000000004}
"""
BUYER = (
    f"name: Mara\nreserved_value: 0.3\ntype: LinearAdditiveUtilityFunction\nvalues:\n{ROWS}weights: [0.5, 0.3, 0.2]\n"
)


def _read(*texts, space=SPACE, found=None, grid=21, names=("buyer", "seller"), info=()):
    files = [InputFile(path="fish/market.yml", text=space, format="negmas", role="domain")] if space else []
    files += [
        InputFile(path=f"fish/{name}.yml", text=text, format="negmas", role="profile")
        for name, text in zip(names, texts, strict=False)
    ]
    files += [InputFile(path=f"fish/{name}.yml", text="a: 1\n", format="negmas", role="info") for name in info]
    return read(files, found=found or Findings(), grid=grid)


def _issue(text, *, found=None, grid=21):
    """Read one issue, with a constant function of it."""
    lines = "\n".join(f"  {line}" for line in text.split("\n"))
    space = f"issues:\n- name: Only\n{lines}\n"
    profile = "type: LinearAdditiveUtilityFunction\nvalues:\n- {type: ConstFun, bias: 1}\nweights: [1]\n"
    return _read(profile, space=space, found=found, grid=grid).issues[0]


def _errors(*texts, **options):
    found = Findings()
    with pytest.raises(ScenarioError) as caught:
        _read(*texts, found=found, **options)
    return caught.value.findings


def test_a_whole_case():
    found = Findings()
    case = _read(BUYER, found=found, info=("_info", "_stats"))
    assert (case.id, case.title) == ("market", "Fish market")
    assert [(issue.name, issue.options, issue.ordered) for issue in case.issues] == [
        ("Crates", ("2", "3", "4"), True),
        ("Price", ("10", "12.50", "20"), True),
        ("Ice", ("with", "without"), False),
    ]
    (buyer,) = case.profiles
    assert (buyer.id, buyer.name, buyer.reservation) == ("buyer", "Mara", Fraction(3, 10))
    assert buyer.weights == (Fraction(1, 2), Fraction(3, 10), Fraction(1, 5))
    assert buyer.values == (
        (Fraction(0), Fraction(1, 4), Fraction(1, 2)),
        (Fraction(1), Fraction(1, 2), Fraction(0)),
        (Fraction(1), Fraction(3, 10)),
    )
    assert [finding.code for finding in found.warnings] == ["W810", "W813"]
    assert "'_info.yml', '_stats.yml'" in found.warnings[1].message


ISSUES = [
    ("type: ContiguousIssue\nvalues: 3", ("0", "1", "2"), True),
    ("values: 2", ("0", "1"), True),
    ("type: negmas.outcomes.ContiguousIssue\nvalues: [-1, 1]", ("-1", "0", "1"), True),
    ("type: ContiguousIssue\nvalues: [0, 10, 4]", ("0", "4", "8"), True),
    ("type: ContiguousIssue\nvalues: [7, 7]", ("7",), True),
    ("values: [1, 2]", ("1", "2"), False),
    ("values: [true, false]", ("true", "false"), False),
    ("values: ['no', 12:30, 007, 2024-05-01]", ("no", "12:30", "007", "2024-05-01"), False),
    ("type: DiscreteOrdinalIssue\nvalues: [low, high]", ("low", "high"), True),
    ("type: ContinuousIssue\nvalues: [0.0, 2.0]", ("0", "0.5", "1", "1.5", "2"), True),
    ("type: ContinuousIssue\nvalues: [1, 1]", ("1",), True),
]


@pytest.mark.parametrize(("text", "options", "is_ordered"), ISSUES)
def test_issues(text, options, is_ordered):
    found = Findings()
    issue = _issue(text, grid=5, found=found)
    assert (issue.options, issue.ordered) == (options, is_ordered)
    assert [finding.code for finding in found.warnings] == (["W808"] if "Continuous" in text else [])


def test_names_that_are_odd():
    found = Findings()
    assert _issue("values: [a, '', a]", found=found).options == ("a", "")
    space = "issues:\n- {name: '', values: [a]}\n"
    _read("values: [{a: 1}]\nweights: [1]\n", space=space, found=found)
    assert [finding.code for finding in found.warnings] == ["W804", "W803", "W804"]


WRONG_ISSUES = [
    ("type: ContiguousIssue\nvalues: [4, 2]", "E808", "the last value, 2, lies below the first, 4"),
    ("type: ContiguousIssue\nvalues: 0", "E808", "lies below"),
    ("type: ContiguousIssue\nvalues: [1, 2.5]", "E808", "two whole numbers"),
    ("type: ContiguousIssue\nvalues: [1]", "E808", "two whole numbers"),
    ("type: ContiguousIssue\nvalues: [0, 4, 0]", "E816", "a step of 0"),
    ("type: ContiguousIssue\nvalues: [a, 2]", "E814", "the text 'a'"),
    ("type: ContiguousIssue\nvalues: [.inf, 2]", "E809", "'.inf'"),
    ("type: ContiguousIssue\nvalues: 0x10", "E809", "'0x10'"),
    ("type: ContiguousIssue\nvalues: few", "E814", "the text 'few'"),
    (f"type: ContiguousIssue\nvalues: [1, {MAX_OPTIONS + 1}]", "E803", "200,001 options, where at most 200,000"),
    ("type: ContinuousIssue\nvalues: [2, 1]", "E808", "two numbers"),
    ("type: ContinuousIssue\nvalues: {a: 1}", "E814", "a table"),
    ("type: CategoricalIssue\nvalues: 3", "E814", "the number 3"),
    ("type: CategoricalIssue\nvalues: []", "E814", "without options"),
    ("type: CategoricalIssue\nvalues: [a, null]", "E814", "1 is missing"),
    ("type: CategoricalIssue\nvalues: [a, [b]]", "E814", "a list is given"),
    ("type: OptionalIssue\nvalues: [a]", "E803", "not supported: issues of type 'OptionalIssue'"),
    ("type: ContiguousIssue", "E814", "'values' is missing"),
]


@pytest.mark.parametrize(("text", "code", "part"), WRONG_ISSUES)
def test_issues_that_are_wrong(text, code, part):
    with pytest.raises(ScenarioError) as caught:
        _issue(text)
    finding = caught.value.findings[0]
    assert finding.code == code
    assert part in finding.message
    assert finding.place is not None
    assert finding.place.line > 1


WRONG_SPACES = [
    ("issues: []\n", "E814", "no issues"),
    ("issues: 3\n", "E814", "the number 3"),
    ("issues: [3]\n", "E814", "the number 3"),
    ("issues: [{values: [a]}]\n", "E814", "'name' is missing"),
    (f"{SPACE}type2: 1\n".replace("DiscreteCartesian", "Enumerating"), "E803", "'EnumeratingOutcomeSpace'"),
    ("[1, 2]\n", "E814", "a list is given, where a table"),
]


@pytest.mark.parametrize(("space", "code", "part"), WRONG_SPACES)
def test_outcome_spaces_that_are_wrong(space, code, part):
    (finding,) = _errors(BUYER, space=space)
    assert finding.code == code
    assert part in finding.message


def test_a_space_may_have_no_name_and_a_full_type():
    space = SPACE.replace("name: Fish market\n", "").replace("Discrete", "negmas.outcomes.Discrete", 1)
    assert _read(BUYER, space=space).title == ""
    assert _read(BUYER, space=SPACE.replace("Fish market", "market")).title == ""


def _profile(rows="", weights="weights: [0.5, 0.3, 0.2]\n", kind="LinearAdditiveUtilityFunction", more=""):
    rows = f"values:\n{rows}" if rows else ""
    return f"type: {kind}\n{rows}{weights}{more}"


TABLES = "- {2: 0, 3: 0.5, 4: 1}\n- {10: 1, 12.5: 0.5, 20: 0}\n- {with: 1, without: 0}\n"


def _table(at, text):
    rows = TABLES.strip().split("\n")
    rows[at] = f"- {text}"
    return "\n".join(rows) + "\n"


FUNCTIONS = [
    (0, "{type: IdentityFun}", (2, 3, 4)),
    (0, "{type: LinearFun, slope: 2}", (4, 6, 8)),
    (0, "{type: LinearFun, slope: 2, bias: 1}", (5, 7, 9)),
    (0, "{type: negmas.preferences.value_fun.AffineFun, slope: -1, bias: 4}", (2, 1, 0)),
    (1, "{type: AffineFun, slope: 0.1}", (1, Fraction(5, 4), 2)),
    (2, "{type: ConstFun, bias: 0.5}", (Fraction(1, 2), Fraction(1, 2))),
    (2, "[1, 0.5]", (1, Fraction(1, 2))),
    (1, "{type: TableFun, mapping: {20: 2, '12.50': 1, 10.0: 0}}", (0, 1, 2)),
]


@pytest.mark.parametrize(("at", "text", "row"), FUNCTIONS)
def test_value_functions(at, text, row):
    assert _read(_profile(_table(at, text))).profiles[0].values[at] == row


WRONG_PROFILES = [
    # text, code, part of the message
    (_profile(_table(1, "{10: 1, 20: 0}")), "E807", "no value for '12.50' of issue 'Price'"),
    (_profile(_table(2, "{with: 1, without: 0, wihtout: 0}")), "E806", "issue 'Ice' has no option 'wihtout'"),
    (_profile(_table(2, "{with: 1, without: x}")), "E814", "the text 'x'"),
    (_profile(_table(2, "{with: 1, without: 0x1}")), "E809", "'0x1'"),
    (_profile(_table(2, "{type: AffineFun, slope: 1}")), "E809", "'with', 'without' of issue 'Ice' is no number"),
    (_profile(_table(0, "{type: AffineFun}")), "E814", "'slope' is missing"),
    (_profile(_table(0, "{type: ConstFun}")), "E814", "'bias' is missing"),
    (_profile(_table(0, "{type: TriangularFun, start: 0}")), "E803", "value functions of type 'TriangularFun'"),
    (_profile(_table(0, "{type: TableFun, mapping: 3}")), "E814", "the number 3"),
    (
        _profile(_table(0, "{type: TableFun, mapping: null}")),
        "E814",
        "null is given, where a table of names and values is expected",
    ),
    (_profile(_table(0, "3")), "E814", "the number 3"),
    (
        _profile(_table(0, "[1, 2]")),
        "E807",
        "the number of values is 2, and that of the options of issue 'Crates' is 3",
    ),
    (_profile(_table(0, "[1, 2, x]")), "E814", "the text 'x'"),
    (
        _profile(TABLES, "weights: [0.5, 0.5]\n"),
        "E815",
        "the number of weights is 2, and that of the issues of the outcome space is 3",
    ),
    (_profile("- {2: 0, 3: 0, 4: 0}\n"), "E815", "the number of values is 1, and that of the issues"),
    (_profile(TABLES, "weights: [0.5, 0.5, null]\n"), "E814", "2 is missing"),
    (_profile(TABLES, "weights: {Crates: 1, Prize: 1, Price: 1, Ice: 1}\n"), "E806", "'Prize' is no issue"),
    (_profile(TABLES, "weights: {Crates: 1, Ice: 1}\n"), "E807", "weights leaves out issue 'Price'"),
    (_profile(), "E814", "'values' is missing"),
    (_profile(kind="HyperRectangleUtilityFunction"), "E803", "'HyperRectangleUtilityFunction'"),
    (_profile(kind="MappingUtilityFunction", weights="mapping: {a: 1}\n"), "E803", "lists whole outcomes"),
    (_profile(kind="LinearUtilityFunction"), "E809", "'with', 'without' of issue 'Ice' is no number"),
    (_profile(TABLES, more="reserved_value: .inf\n"), "E809", "'.inf'"),
    (_profile(TABLES, more="reserved_value: [1]\n"), "E814", "a list"),
    (_profile(TABLES, more="reserved_outcome: [2, 10, with]\n"), "E803", "a reservation that is an outcome"),
    ("type: ExpDiscountedUFun\ndiscount: 0.9\nufun: {type: LinearUtilityFunction}\n", "E803", "around another"),
    ("weights: [no]\n", "E812", "'no'"),
    ("- 1\n", "E814", "a list is given, where a table"),
]


@pytest.mark.parametrize(("text", "code", "part"), WRONG_PROFILES)
def test_profiles_that_are_wrong(text, code, part):
    (finding,) = _errors(text)
    assert finding.code == code
    assert part in finding.message
    assert finding.place.file == "fish/buyer.yml"


def test_everything_wrong_is_found_in_all_files():
    errors = _errors(_profile(_table(0, "{2: 0}")), "a: [1\n")
    assert [(finding.code, finding.place.file) for finding in errors] == [("E811", "fish/seller.yml")]
    errors = _errors(_profile(_table(0, "{2: 0}")), _profile(_table(1, "{type: LogFun}")))
    assert [(finding.code, finding.place.file) for finding in errors] == [
        ("E807", "fish/buyer.yml"),
        ("E803", "fish/seller.yml"),
    ]


def test_many_missing_options_are_named_in_one_line():
    space = "issues:\n- {name: Only, values: [a, b, c, d, e, f, g]}\n"
    (finding,) = _errors("values: [{}]\nweights: [1]\n", space=space)
    assert "'a', 'b', 'c', 'd', 'e' and 2 more of issue 'Only'" in finding.message


def test_weights():
    found = Findings()
    assert _read(_profile(TABLES, ""), found=found).profiles[0].weights == (1, 1, 1)
    assert "no weights are given; each counts 1, and they sum to 3" in found.warnings[0].message
    by_name = "weights: {Ice: 0.2, Crates: 0.5, Price: 0.302}\n"
    assert _read(_profile(TABLES, by_name), found=found).profiles[0].weights[2] == Fraction(1, 5)
    assert "sum to 1.002, not to 1" in found.warnings[1].message
    assert [finding.code for finding in found.warnings] == ["W802", "W802"]


def test_values_by_name_and_a_full_type():
    rows = "  Ice: {with: 1, without: 0}\n  Crates: {type: IdentityFun}\n  Price: [3, 2, 1]\n"
    case = _read(_profile(rows, kind="negmas.preferences.LinearAdditiveUtilityFunction"))
    assert case.profiles[0].values == ((2, 3, 4), (3, 2, 1), (1, 0))


@pytest.mark.parametrize(
    ("text", "reservation"),
    [("", None), ("-.inf", None), ("-inf", None), (".nan", None), ("null", None), ("0", 0), ("-1.5", Fraction(-3, 2))],
)
def test_reservations(text, reservation):
    more = f"reserved_value: {text}\n" if text else ""
    assert _read(_profile(TABLES, more=more)).profiles[0].reservation == reservation


@pytest.mark.parametrize(("text", "count"), [(".nan", 1), ("NaN", 1), ("-.inf", 0), ("-.INF", 0), ("null", 0)])
def test_a_reservation_that_is_no_number_is_told(text, count):
    found = Findings()
    assert _read(_profile(TABLES, more=f"reserved_value: {text}\n"), found=found).profiles[0].reservation is None
    assert [finding.code for finding in found.warnings] == ["W816"] * count


SAVED = (
    f"id: b-1\n{BUYER}reserved_outcome: null\nstability: 2047\n__python_class__: negmas.LinearAdditiveUtilityFunction\n"
)


def test_keys_that_negmas_writes_are_passed_over():
    found = Findings()
    space = SPACE.replace("  type: Cat", "  n_values: 2\n  type: Cat") + "path: null\n"
    assert _read(SAVED, space=space, found=found) == _read(BUYER)
    mapping = "mapping: {a: 0.2, b: 1}\ndefault: -.inf\n"
    _read(mapping, space="issues:\n- {name: Only, values: [a, b]}\n", found=found)
    assert [finding.code for finding in found.warnings] == ["W810"]


MISTYPED = [
    # what, by what it is replaced, the key that is meant
    ("reserved_value", "reserve_value", "reserved_value"),
    ("weights:", "weight:", "weights"),
    ("type: Lin", "tpye: Lin", "type"),
    ("bias", "bais", "bias"),
    ("type: ContiguousIssue", "Type: ContiguousIssue", "type"),
]


@pytest.mark.parametrize(("old", "new", "meant"), MISTYPED)
def test_a_known_key_mistyped_changes_no_answer_without_a_word(old, new, meant):
    assert old in BUYER + SPACE
    findings = _errors(BUYER.replace(old, new, 1), space=SPACE.replace(old, new, 1))
    assert ("E814", meant) in [(finding.code, finding.advice.split("'")[1]) for finding in findings if finding.advice]


def test_keys_that_negmas_does_not_have():
    found = Findings()
    text = BUYER.replace("slope:", "scale: 3\n  slope:") + "discount: 0.9\nmapping: {a: 1}\n"
    assert _read(text, space=f"{SPACE}agenda: x\n", found=found).profiles[0].values == _read(BUYER).profiles[0].values
    assert [(finding.code, finding.place and finding.place.file) for finding in found.warnings][:2] == [
        ("W816", "fish/market.yml"),
        ("W816", "fish/buyer.yml"),
    ]
    assert "'discount', 'mapping', 'scale'" in found.warnings[1].message
    linear = "type: LinearUtilityFunction\nweights: [1, 1]\nvalues: [1]\n"
    numbers = "issues:\n- {name: A, values: 2, type: ContiguousIssue}\n- {name: B, values: 2}\n"
    _read(linear, space=numbers, found=found)
    assert "'values'" in [f.message for f in found.warnings if f.code == "W816"][-1]


def test_a_function_of_a_table_has_a_mapping():
    (finding,) = _errors(_profile(_table(2, "{type: TableFun, mappings: {with: 1, without: 0}}")))
    assert (finding.code, "'mapping' is missing" in finding.message) == ("E814", True)


LEADING = [
    ("010", "write 10"),
    ("-08.5", ""),
    ("-007", "write -7"),
    ("+00", "write 0"),
    ("'010'", "write it without quotes"),
]


@pytest.mark.parametrize(("text", "advice"), LEADING)
def test_a_number_with_a_leading_zero(text, advice):
    if not advice:
        assert _read(_profile(TABLES, f"weights: [{text}, 0.3, 0.2]\n")).profiles[0].weights[0] == Fraction(-17, 2)
        return
    (finding,) = _errors(_profile(TABLES, f"weights: [{text}, 0.3, 0.2]\n"))
    assert (finding.code, finding.advice) == ("E814", advice)
    assert ("YAML 1.1 reads a leading 0 as octal" in finding.message) == ("'" not in text)


def test_a_file_that_is_broken_is_not_told_to_be_missing():
    assert [finding.code for finding in _errors(space="issues: [\n")] == ["E811"]
    broken = [
        InputFile(path="a.yml", text=SPACE, format="negmas", role="domain"),
        InputFile(path="b.yml", text="- a: [1\n", format="negmas", role="info"),
    ]
    with pytest.raises(ScenarioError) as caught:
        read(broken, found=Findings(), grid=21)
    assert [(finding.code, finding.place and finding.place.file) for finding in caught.value.findings] == [
        ("E811", "b.yml")
    ]


def test_a_file_can_be_one_table_in_braces():
    space = "{name: fish, issues: [{name: Ice, values: [with, without]}]}"
    profile = "{name: u3, type: LinearAdditiveUtilityFunction, values: [{with: 1, without: 0}], weights: [1]}"
    assert _read(profile, space=space).profiles[0].values == ((1, 0),)


def test_options_are_limited_together(monkeypatch):
    monkeypatch.setattr("negsim.formats.negmas.issues.MAX_OPTIONS", 7)
    (finding,) = _errors(BUYER)
    assert (finding.code, finding.place.line) == ("E803", 10)
    assert "issues of 8 options together, where at most 7 are read" in finding.message


def test_many_options_are_read():
    count = 20_000
    space = f"issues:\n- {{name: A, type: ContiguousIssue, values: [1, {count}]}}\n"
    profile = _read("type: LinearUtilityFunction\nweights: [1]\n", space=space).profiles[0]
    assert profile.bounds == (1, count)


def test_a_reservation_on_another_scale():
    found = Findings()
    assert _read(_profile(TABLES, more="reserved_value: 30\n"), found=found).profiles[0].reservation == 30
    assert [finding.code for finding in found.warnings] == ["W805"]
    assert "is 30, and packages are worth from 0 to 1" in found.warnings[0].message


def test_a_bias_goes_to_the_first_issue():
    profile = _read(_profile(TABLES, more="bias: 0.1\n")).profiles[0]
    assert (profile.weights[0], profile.values[0]) == (1, (Fraction(1, 10), Fraction(35, 100), Fraction(6, 10)))
    assert profile.bounds == (Fraction(1, 10), Fraction(11, 10))


def test_an_issue_that_counts_nothing_has_no_values():
    rows = _table(0, "{type: ConstFun, bias: 0}")
    profile = _read(_profile(rows, "weights: [0, 0.5, 0.5]\n")).profiles[0]
    assert profile.values[0] == ()
    biased = _read(_profile(rows, "weights: [0, 0.5, 0.5]\n", more="bias: 0.2\n")).profiles[0]
    assert (biased.weights[0], biased.values[0]) == (1, (Fraction(1, 5),) * 3)


NUMBERS = "issues:\n- {name: A, type: ContiguousIssue, values: [1, 2]}\n- {name: B, type: ContiguousIssue, values: 2}\n"


def test_linear_functions():
    found = Findings()
    profile = _read("type: LinearUtilityFunction\nweights: [2, -1]\n", space=NUMBERS, found=found).profiles[0]
    assert (profile.weights, profile.values) == ((2, -1), ((1, 2), (0, 1)))
    profile = _read("type: AffineUtilityFunction\nbias: 3\n", space=NUMBERS, found=found).profiles[0]
    assert (profile.weights, profile.values[0]) == ((1, Fraction(1, 2)), (Fraction(7, 2), 4))
    assert not found.warnings


def test_a_mapping_of_the_only_issue():
    space = "issues:\n- {name: Only, values: [a, b]}\n"
    for text in ("type: MappingUtilityFunction\nmapping: {a: 0.2, b: 1}\n", "mapping: {a: 0.2, b: 1}\n"):
        profile = _read(text, space=space).profiles[0]
        assert (profile.weights, profile.values) == ((1,), ((Fraction(1, 5), 1),))


def test_files_that_do_not_belong_together():
    (finding,) = _errors(BUYER, space="")
    assert (finding.code, "no outcome space" in finding.message) == ("E802", True)
    (finding,) = _errors()
    assert (finding.code, "no utility function" in finding.message) == ("E802", True)
    both = [InputFile(path=f"{name}.yml", text=SPACE, format="negmas", role="domain") for name in "ab"]
    profile = InputFile(path="p.yml", text=BUYER, format="negmas", role="profile")
    with pytest.raises(ScenarioError, match="2 outcome spaces are given"):
        read([*both, profile], found=Findings(), grid=21)
