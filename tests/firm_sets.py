"""Every state that firmness can leave demands in: the slow and obvious way to anything about odds."""

import itertools
import math
from fractions import Fraction

from negsim.parties.red_line import Box
from negsim.problem import BargainingProblem, ProblemLine, ProblemParty
from negsim.space.issue import Issue
from negsim.space.space import Space
from negsim.testing import oracles


def exactly(*numbers):
    """Return numbers as fractions, and None as it is."""
    return tuple(None if number is None else Fraction(number) for number in numbers)


def patterns(problem):
    """Return the sets of demands that packages break."""
    return {oracles.broken(problem, package, only_red=False) for package in oracles.packages(problem)}


def is_open(broken, firm):
    """Tell whether some package breaks no firm demand."""
    return any(not entry & firm for entry in broken)


def states(firmness):
    """Yield every set of demands that may turn out firm, with its probability, each demand by itself."""
    names = list(firmness)
    for turned_out in itertools.product([True, False], repeat=len(names)):
        firm = frozenset(name for name, is_firm in zip(names, turned_out, strict=True) if is_firm)
        yield (
            firm,
            math.prod((firmness[name] if name in firm else 1 - firmness[name] for name in names), start=Fraction(1)),
        )


def states_together(firmness, parts):
    """Yield the same where one uniform draw decides for all demands of a part."""
    tied = {name for part in parts for name in part}
    drawn = [list(part) for part in parts] + [[name] for name in firmness if name not in tied]
    edges = [sorted({Fraction(0), Fraction(1), *(firmness[name] for name in part)}) for part in drawn]
    for levels in itertools.product(*(itertools.pairwise(own) for own in edges)):
        firm = frozenset(
            name for part, (low, _) in zip(drawn, levels, strict=True) for name in part if firmness[name] > low
        )
        yield firm, math.prod((high - low for low, high in levels), start=Fraction(1))


def chance(broken, given):
    """Return the probability that the zone is open, over some states."""
    return sum((mass for firm, mass in given if is_open(broken, firm)), Fraction(0))


def problem_of(issues, lines, **blocs):
    """Return a problem of lines on one issue each.

    Parameters
    ----------
    issues:
        From issue to its options, one letter each: ``{"a": "xyz"}``.
    lines:
        From ``party:line`` to the issue, the options that it forbids, its firmness and, if any, its principle. A party
        named ``A+B`` is A, whose line is B's too.
    blocs:
        From party to its bloc.
    """
    parties: dict[str, list[ProblemLine]] = {}
    for name, (issue, options, firmness, *principle) in lines.items():
        holders, _, line_id = name.partition(":")
        line = ProblemLine(
            id=line_id,
            shared_by=holders.split("+"),
            firmness=firmness,
            boxes=[Box({issue: list(options)}, price=1)],
            principle=principle[0] if principle else "",
        )
        parties.setdefault(holders.split("+")[0], []).append(line)
    return BargainingProblem(
        scenario="s",
        reading="r",
        space=Space([Issue(issue, list(options)) for issue, options in issues.items()]),
        parties=[ProblemParty(id=name, red_lines=own, bloc=blocs.get(name, "")) for name, own in parties.items()],
    )
