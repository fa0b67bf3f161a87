"""What a sweep tells exactly, where nothing but firmness is open, is what the odds tell."""

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

import negsim
from negsim.deals.deal import is_broken
from negsim.errors import UnanswerableError
from negsim.testing import oracles
from negsim.testing.generators import scenarios

AS_CODED = negsim.Spread(weights=0, firmness=0)
READING = negsim.Reading("doubtful", firmness={"interest": "0.3", "explicit": "0.6", "principle": "0.9"})


@settings(max_examples=40)
@given(scenarios(), st.data())
def test_exact_shares_are_products_over_what_stands_or_falls_together(scenario, data):
    compilation = negsim.compile_scenario(scenario, reading=READING)
    problem = compilation.problem
    package = data.draw(st.sampled_from(oracles.packages(problem)))
    try:
        found = negsim.sweep(compilation, draws=3, spread=AS_CODED, packages=[package], rules=["nash"], max_packages=1)
    except UnanswerableError:  # what the file states contradicts itself
        return
    share = found.packages[0].all_accept
    if share.exact:
        firmness = {demand.name: demand.firmness for demand in problem.demands}
        tied = [principle.demands for principle in negsim.principles(problem)]
        alone = [(name,) for name in firmness if not any(name in together for together in tied)]
        broken = {demand.name for demand in problem.demands if is_broken(problem, demand, package)}
        chance = Fraction(1)
        for together in [*tied, *alone]:
            chance *= 1 - max((firmness[name] for name in together if name in broken), default=Fraction(0))
        stated = any(party.uncertainty is not None for party in scenario.parties)
        assert stated or share.value == chance
    if found.open.exact and not any(party.uncertainty is not None for party in scenario.parties):
        odds = negsim.odds(problem)
        assert found.open.value == (odds.open_one_principle if odds.principles else odds.open)


def test_lines_of_one_principle_are_tied_through_a_line_that_their_bloc_shares():
    def line(name, **forbids):
        boxes = [negsim.Box({issue: [option]}, price=5) for issue, option in forbids.items()]
        return negsim.RedLine(name, boxes, firmness="0.5", principle="p")

    values = {"x": {"a": 1, "b": 0}, "y": {"c": 1, "d": 0}}
    own = negsim.Preferences(weights={"x": 1, "y": 1}, values=values)
    scenario = negsim.Scenario(
        "bloc",
        issues=[negsim.Issue("x", ["a", "b"]), negsim.Issue("y", ["c", "d"])],
        parties=[
            negsim.Party("A", bloc="U", preferences=own, lines=[line("one", x="a")]),
            negsim.Party("B", bloc="U", preferences=own, lines=[line("one", x="a"), line("two", y="c")]),
        ],
    )
    package = negsim.Package({"x": "a", "y": "c"})
    found = negsim.sweep(negsim.compile_scenario(scenario), draws=5, spread=AS_CODED, packages=[package])
    (share,) = [entry.all_accept for entry in found.packages if entry.followed.package == package]
    assert (share.value, share.exact) == (Fraction(1, 2), True)  # not 1/4: both are firm, or neither
