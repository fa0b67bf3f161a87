"""Genius XML written: one domain, and one profile for each party, with nothing in them that GENIUS stumbles over."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from negsim.checks.scope import quoted
from negsim.errors import UnsupportedError
from negsim.fields import decimal_text
from negsim.formats.cases import Bonus, Case, CaseIssue, Profile
from negsim.formats.file_names import file_names
from negsim.formats.genius.decimals import near_text, whole_texts
from negsim.formats.genius.forms import Column, Form, form_of
from negsim.formats.genius.names import plain_name, plain_names

TITLE = "Genius XML"
Lines = list[str]


def write(case: Case, *, lost: list[str]) -> dict[str, str]:
    """Return the GENIUS files of a case, by their names: the domain first.

    Parameters
    ----------
    lost:
        Takes a sentence for each thing that is written rounded, changed or not at all.

    Raises
    ------
    UnsupportedError
        If the format cannot hold the case, with all the reasons.
    """
    additive = [profile for profile in case.profiles if not _is_nonlinear(profile)]
    forms = _forms(case, additive)
    if not any(profile.bonuses for profile in case.profiles) and any(form.kind != "integer" for form in forms):
        # A party to whom nothing is worth anything can be written either way, and additive it needs no integers.
        additive = list(case.profiles)
        forms = _forms(case, additive)
    if reasons := [*_refusals(case, forms)]:
        raise UnsupportedError(TITLE, reasons)
    _tell_losses(case, lost)
    issues = [
        CaseIssue(name=plain_name(issue.name, lost=lost), options=plain_names(issue.options, lost=lost))
        for issue in case.issues
    ]
    bodies = [_domain(case, issues, forms, lost)]
    for profile in case.profiles:
        if profile in additive:
            row = additive.index(profile)
            inner = _additive_inner(profile, issues, [form.columns[row] for form in forms], forms, lost)
        else:
            inner = _nonlinear_inner(profile, issues, forms, lost)
        kind = "" if profile in additive else "nonlinear"
        bodies.append(_profile(profile, inner, kind=kind, title=case.title, count=len(issues), lost=lost))
    names = file_names([case.id, *(profile.id for profile in case.profiles)], ending="xml")
    return {name: "\n".join(body) + "\n" for name, body in zip(names, bodies, strict=True)}


def _forms(case: Case, additive: Sequence[Profile]) -> list[Form]:
    return [form_of(issue, [profile.values[at] for profile in additive]) for at, issue in enumerate(case.issues)]


def _is_nonlinear(profile: Profile) -> bool:
    return not any(weight and any(row) for weight, row in zip(profile.weights, profile.values, strict=True)) and (
        bool(profile.bonuses) or not any(profile.values)
    )


def _label(profile: Profile) -> str:
    return f"party {quoted(profile.id)}"


def _refusals(case: Case, forms: Sequence[Form]) -> Iterator[str]:
    for profile in case.profiles:
        label = _label(profile)
        if profile.bonuses and not _is_nonlinear(profile):
            yield f"what combinations of options are worth beside what single options are ({label})"
        elif profile.bonuses:
            yield from _box_refusals(profile, case, forms)
        ceiling, most = profile.ceiling, profile.bounds[1]
        if ceiling is not None and ceiling != 1 and most > ceiling:
            yield f"that values are cut at {decimal_text(ceiling)} ({label}): GENIUS cuts them at 1"
        elif ceiling != 1 and most > 1:
            yield f"values above 1 ({label}: up to {decimal_text(most)}): GENIUS cuts them at 1"


def _box_refusals(profile: Profile, case: Case, forms: Sequence[Form]) -> Iterator[str]:
    for issue, form in zip(case.issues, forms, strict=True):
        if form.kind != "integer":
            why = f"beside issue {quoted(issue.name)}, which is no range of whole numbers in it"
            yield f"what combinations of options are worth ({_label(profile)}) {why}"
    for at, issue in enumerate(case.issues):
        chosen = (sorted(bonus.when[at]) for bonus in profile.bonuses if at in bonus.when)
        if any(options[-1] - options[0] != len(options) - 1 for options in chosen):
            which = f"options of issue {quoted(issue.name)} that are no neighbours ({_label(profile)})"
            yield f"what combinations are worth that hold {which}"


def _tell_losses(case: Case, lost: list[str]) -> None:
    for profile in case.profiles:
        if any(bonus.note for bonus in profile.bonuses):
            lost.append(f"{_label(profile)}: the notes on what combinations are worth")


def _tag(name: str, *attributes: tuple[str, str], inner: Iterable[str] = ()) -> Lines:
    head = f"<{name}" + "".join(f' {key}="{value}"' for key, value in attributes)
    lines = [f"  {line}" for line in inner]
    return [f"{head}>", *lines, f"</{name}>"] if lines else [f"{head} />"]


def _objective(title: str, description: str, inner: Iterable[str]) -> Lines:
    named = (("index", "0"), ("name", title or "root"), ("type", "objective"), ("etype", "objective"))
    return _tag("objective", *named, ("description", description), inner=inner)


def _issue(number: int, issue: CaseIssue, form: Form, column: Column | None) -> Lines:
    """Return an issue: with a column as in a profile, and without one as in the domain."""
    kinds = [(name, form.kind) for name in ("type", "etype", "vtype")]
    named = [("index", str(number)), ("name", issue.name), *kinds]
    if form.kind == "discrete":
        values = column.texts if column else ()
        evaluations = [[("evaluation", value)] for value in values] or [[]] * len(issue.options)
        items = [
            _tag("item", ("index", str(at)), ("value", option), *evaluation)
            for at, (option, evaluation) in enumerate(zip(issue.options, evaluations, strict=True), start=1)
        ]
        return _tag("issue", *named, inner=[line for item in items for line in item])
    ends = [("lowerbound", decimal_text(form.points[0])), ("upperbound", decimal_text(form.points[-1]))]
    pairs = zip(column.texts[::2], column.texts[1::2], strict=True) if column else ()
    evaluator = _tag("evaluator", *pairs) if column else []
    if form.kind == "integer":
        return _tag("issue", *named, *ends, inner=evaluator)
    return _tag("issue", *named, inner=[*_tag("range", *ends), *evaluator])


def _domain(case: Case, issues: Sequence[CaseIssue], forms: Sequence[Form], lost: list[str]) -> Lines:
    pairs = enumerate(zip(issues, forms, strict=True), start=1)
    inner = [line for number, (issue, form) in pairs for line in _issue(number, issue, form, None)]
    objective = _objective(plain_name(case.title, lost=lost), "", inner)
    space = _tag("utility_space", ("number_of_issues", str(len(issues))), inner=objective)
    return _tag("negotiation_template", inner=space)


def _profile(profile: Profile, inner: Lines, *, kind: str, title: str, count: int, lost: list[str]) -> Lines:
    body = _objective(plain_name(title, lost=[]), plain_name(profile.name, lost=lost), inner)
    stated = [("reservation", "reservation", _reservation(profile))]
    if profile.discount != 1:
        stated.append(("discount_factor", "discount", profile.discount))
    for tag, word, number in stated:
        if number is not None:
            body += _tag(tag, ("value", _number(number, f"{_label(profile)}: the {word}", lost)))
    kinds = [("type", kind)] if kind else []
    return _tag("utility_space", *kinds, ("number_of_issues", str(count)), inner=body)


def _reservation(profile: Profile) -> Fraction | None:
    if profile.fallback:
        parts = zip(profile.weights, profile.values, profile.fallback, strict=True)
        worth = sum((weight * row[at] for weight, row, at in parts if row), start=Fraction(0))
        for bonus in profile.bonuses:
            worth += bonus.value if all(profile.fallback[at] in options for at, options in bonus.when.items()) else 0
        return worth if profile.ceiling is None else min(worth, profile.ceiling)
    least = profile.bounds[0]
    if profile.reservation is None and least < 0:
        return Fraction(math.floor(least))  # without one GENIUS takes 0, which would rule packages out
    return profile.reservation


def _number(number: Fraction, what: str, lost: list[str]) -> str:
    text, is_exact = near_text(number)
    if not is_exact:
        lost.append(f"{what} {decimal_text(number)} is rounded to {text}")
    return text


def _additive_inner(
    profile: Profile, issues: Sequence[CaseIssue], columns: Sequence[Column], forms: Sequence[Form], lost: list[str]
) -> Lines:
    lines: Lines = []
    for number, (issue, column, weight) in enumerate(zip(issues, columns, profile.weights, strict=True), start=1):
        what = f"{_label(profile)}, issue {quoted(issue.name)}"
        if not column.is_exact:
            lost.append(f"{what}: the values of its options are rounded")
        text = _number(weight * column.factor, f"{what}: the weight", lost)
        lines += _tag("weight", ("index", str(number)), ("value", text))
    for number, (issue, form, column) in enumerate(zip(issues, forms, columns, strict=True), start=1):
        lines += _issue(number, issue, form, column)
    return lines


def _nonlinear_inner(profile: Profile, issues: Sequence[CaseIssue], forms: Sequence[Form], lost: list[str]) -> Lines:
    lines: Lines = []
    for number, (issue, form) in enumerate(zip(issues, forms, strict=True), start=1):
        lines += _issue(number, issue, form, None)
    # maxutility stands for 1, and is chosen so that all utilities can be whole numbers.
    values = [Fraction(1), *(bonus.value for bonus in profile.bonuses)]
    texts = whole_texts(values)
    if texts is None:
        texts = tuple(near_text(value)[0] for value in values)
        lost.append(f"{_label(profile)}: what combinations are worth is rounded")
    boxes = [line for bonus, text in zip(profile.bonuses, texts[1:], strict=True) for line in _box(bonus, text, forms)]
    ufun = _tag("ufun", ("type", "PlainUfun"), ("weight", "1"), ("aggregation", "sum"), inner=boxes)
    return [*lines, *_tag("utility", ("maxutility", texts[0]), inner=ufun)]


def _box(bonus: Bonus, utility: str, forms: Sequence[Form]) -> Lines:
    bounds = []
    for at, options in bonus.when.items():
        ends = (forms[at].points[min(options)], forms[at].points[max(options)])
        low, high = (decimal_text(end) for end in ends)
        bounds += _tag("INCLUDES", ("index", str(at + 1)), ("min", low), ("max", high))
    return _tag("hyperRectangle", ("utility", utility), inner=bounds)
