"""A sweep against every draw solved as a problem of its own, and against what is known exactly."""

import math
from collections import Counter
from fractions import Fraction

import attrs
import numpy as np
import pytest

import negsim
from negsim.errors import TooLargeError, UnanswerableError, UnknownNameError
from negsim.experiments import sweep as sweeping
from negsim.experiments import sweep_rules, sweep_zone
from negsim.experiments.draws import sampler
from negsim.experiments.knowledge import Spread, knowledge
from negsim.experiments.sweep import exact_odds, sweep
from negsim.experiments.sweep_zone import Asked, Certified, Grouped, Listed, is_plain, way_of
from negsim.parties.interval import Interval
from negsim.parties.red_line import RedLine
from negsim.parties.uncertainty import Uncertainty
from negsim.search.effort import STEADY, Effort
from negsim.testing import oracles
from tests.unit.experiments.uncertain import package, sale, scenario

WIDE = Spread(weights="0.5", values="0.2", reservation="0.2", firmness="0.2")


def compiled(seed, **more):
    return negsim.compile_scenario(scenario(seed, **more), reading="negotiable")


def problems(compilation, *, draws, seed, spread):
    how = sampler(knowledge(compilation, spread=spread), seed=seed)
    for block in how.blocks(draws):
        for at in range(len(block)):
            yield how.problem(block, at)


@pytest.mark.parametrize(("seed", "ceiling"), [*((seed, None) for seed in range(8)), (8, "0.6"), (9, "0.45")])
def test_every_draw_is_what_an_oracle_finds(seed, ceiling):
    """Zone, consents and what rules pick, added up over draws that are solved by looking at every package."""
    compilation, draws = compiled(seed, ceiling=ceiling), 40
    found = sweep(compilation, draws=draws, seed=seed, spread=WIDE)
    sizes: list[int] = []
    accepts: Counter[tuple[str, str]] = Counter()
    everyone: Counter[str] = Counter()
    picks: dict[str, Counter[negsim.Package]] = {rule: Counter() for rule in sweep_rules_of(found)}
    tied: Counter[str] = Counter()
    for problem in problems(compilation, draws=draws, seed=seed, spread=WIDE):
        sizes.append(len(oracles.zone(problem)))
        for entry in found.packages:
            broken = oracles.broken(problem, entry.followed.package)
            everyone[entry.followed.name] += not broken
            for party in entry.by_party:
                mine = {demand.name for demand in problem.demands if party in demand.shared_by}
                accepts[entry.followed.name, party] += not broken & mine
        for rule, packages in (oracles.solutions(problem) if sizes[-1] else {}).items():
            picks[rule][packages[0]] += 1
            tied[rule] += len(packages) > 1
    assert found.zone_size is not None
    assert found.zone_size.value == Fraction(sum(sizes), draws)
    assert float(found.zone_size.standard_error) == pytest.approx(np.std(sizes, ddof=1) / math.sqrt(draws))
    assert_met(found.open, sum(size > 0 for size in sizes), draws)
    for entry in found.packages:
        assert_met(entry.all_accept, everyone[entry.followed.name], draws)
        for party, share in entry.by_party.items():
            assert_met(share, accepts[entry.followed.name, party], draws)
    for told in found.rules:
        assert {pick.package: pick.share.hits for pick in told.picks} == picks[told.rule]
        assert told.nothing.hits == sizes.count(0)
        assert told.tied.hits == tied[told.rule]
        assert told.draws == draws
        for followed in found.packages:
            own = followed.followed.package
            assert told.of(own).hits == picks[told.rule][own]


def sweep_rules_of(found):
    return [entry.rule for entry in found.rules]


def assert_met(share, hits, draws):
    """What was drawn is what was counted; what is exact is within four standard errors of it."""
    if share.exact:
        chance = float(share)
        assert abs(hits / draws - chance) <= 4 * math.sqrt(chance * (1 - chance) / draws) + 1e-12
    else:
        assert (share.hits, share.draws) == (hits, draws)


@pytest.mark.parametrize("seed", range(6))
def test_where_only_firmness_is_uncertain_the_odds_are_the_answer(seed):
    exact = Spread(weights=0, values=0, reservation=0, firmness=0)
    compilation = compiled(seed)
    found = sweep(compilation, draws=30, spread=exact)
    odds = negsim.odds(compilation.problem).open
    assert found.open.exact
    assert found.open.value == odds == oracles.odds(compilation.problem)
    chances = {demand.name: demand.firmness for demand in compilation.problem.demands}
    for entry in found.packages:
        broken = oracles.broken(compilation.problem, entry.followed.package, only_red=False)
        assert entry.all_accept.value == math.prod((1 - chances[name] for name in broken), start=Fraction(1))


def test_a_firmness_that_is_uncertain_counts_with_its_mean():
    lines = [
        RedLine("no", boxes=[negsim.Box({"price": ["low"]})], price=5, firmness="0.9"),
        RedLine("not-soon", boxes=[negsim.Box({"date": ["soon"]})], price=5, firmness="0.5"),
    ]
    compilation = negsim.compile_scenario(sale(lines=lines))
    found = sweep(compilation, draws=10, packages=[package("low", "soon")])
    # From 0.8 to 1, and from 0.3 to 0.7: in the mean as coded.
    assert found.packages[0].all_accept.value == Fraction(10, 100) * Fraction(1, 2)
    triangular = attrs.evolve(sale(lines=lines).parties[1], uncertainty=Uncertainty(distribution="triangular"))
    peaked = attrs.evolve(sale(lines=lines), parties=[sale().parties[0], triangular])
    own = sweep(negsim.compile_scenario(peaked), draws=10, packages=[package("low", "late")])
    assert own.packages[0].all_accept.value == 1 - Fraction(8 + 9 + 10, 30)


def principled(*firmness):
    """The seller rules out low and late on one principle, or not; the buyer rules out high."""
    forbidden = [{"price": ["low"]}, {"date": ["late"]}, {"price": ["high"]}]
    lines = [
        RedLine(f"line-{at}", boxes=[negsim.Box(forbids)], price=5, firmness=firm, principle="one" if at < 2 else "")
        for at, (forbids, firm) in enumerate(zip(forbidden, firmness, strict=True))
    ]
    made = sale(lines=lines[:2])
    buyer, seller = made.parties
    return negsim.compile_scenario(attrs.evolve(made, parties=[attrs.evolve(buyer, lines=lines[2:]), seller]))


def test_lines_of_one_principle_are_decided_by_one_resolve():
    exact = Spread(weights=0, firmness=0)
    asked = [package("low", "late"), package("low", "soon")]
    found = sweep(principled("0.5", "0.25", "0.5"), draws=400, spread=exact, packages=asked)
    # The firmer of the two is firm wherever the other is.
    assert [entry.all_accept.value for entry in found.packages[:2]] == [Fraction(1, 2), Fraction(1, 2)]
    # Closed where the seller's low and the buyer's high are both firm.
    assert found.open.value == Fraction(3, 4)
    drawn = sweep(principled("0.5", "0.5", "0.5"), draws=4000, packages=asked)
    share = drawn.packages[0].all_accept
    assert not share.exact
    assert not drawn.open.exact
    # Both are uniform from 0.3 to 0.7: the greater is 0.3 + 0.4 * 2/3 in the mean.
    assert abs(float(share) - (1 - 0.3 - 0.4 * 2 / 3)) <= 4 * share.standard_error
    assert abs(float(drawn.open) - 0.75) <= 4 * drawn.open.standard_error


def test_the_same_seed_gives_the_same_and_draws_do_not_depend_on_how_many():
    compilation = compiled(3)
    one, other = (sweep(compilation, draws=30, seed=5, spread=WIDE) for _ in range(2))
    assert [one.open, one.zone_size, one.packages, one.rules] == [
        other.open,
        other.zone_size,
        other.packages,
        other.rules,
    ]
    more = sweep(compilation, draws=60, seed=5, spread=WIDE)
    assert np.array_equal(one.trace.values, more.trace.values[:30])
    assert dict(one.methods) | {"rules": ""} == dict(more.methods) | {"rules": ""}
    assert set(one.versions) == {"negsim", "numpy"}


def test_the_trace_has_the_first_draws(monkeypatch):
    monkeypatch.setattr(sweeping, "TRACED", 25)
    compilation = compiled(1)
    found = sweep(compilation, draws=40, seed=1, spread=WIDE)
    trace = found.trace
    assert trace.values.shape == (25, len(trace.names))
    assert all(":weight:" in name for name in trace.names)
    first = next(problems(compilation, draws=1, seed=1, spread=WIDE))
    for rule, picked in trace.picked.items():
        assert len(picked) == 25
        packages = oracles.solutions(first)[rule] if oracles.zone(first) else []
        assert (trace.packages[picked[0]] in packages) if packages else picked[0] == sweep_rules.NOTHING
    for party, favourite in trace.favourite.items():
        points = [first.points(entry.followed.package)[party] for entry in found.packages]
        assert favourite[0] == points.index(max(points))


def assert_same_answer(ways, how, *, draws=60):
    block = how.block(0, size=draws)
    expected = [bool(oracles.zone(how.problem(block, at))) for at in range(draws)]
    for way in ways:
        assert (way.sizes(block) > 0).tolist() == expected, way.method


@pytest.mark.parametrize("seed", range(5))
def test_ways_to_decide_a_draw_agree(seed, monkeypatch):
    plain = sampler(knowledge(compiled(seed, plain=True), spread=WIDE), seed=seed)
    ways = [way_of(plain, draws=60, effort=STEADY)]
    monkeypatch.setattr(sweep_zone, "MAX_LISTED", 1)
    ways += [way_of(plain, draws=60, effort=STEADY), Asked(how=plain, effort=STEADY)]
    assert [type(way) for way in ways] == [Listed, Certified, Asked]
    assert_same_answer(ways, plain)
    joint = sampler(knowledge(compiled(seed), spread=WIDE), seed=seed)
    way = way_of(joint, draws=60, effort=STEADY)
    assert_same_answer([way], joint)
    assert isinstance(way, Asked) or not is_plain(joint.knowledge.problem)
    still = sampler(knowledge(compiled(seed), spread=Spread(weights=0)), seed=seed)
    grouped = way_of(still, draws=60, effort=STEADY)
    assert isinstance(grouped, Grouped)
    assert_same_answer([grouped], still)


def test_what_certificates_leave_is_searched(monkeypatch):
    how = sampler(knowledge(compiled(2, plain=True), spread=WIDE), seed=2)
    monkeypatch.setattr(sweep_zone, "MAX_LISTED", 1)
    way = way_of(how, draws=60, effort=STEADY)

    class Undecided:
        verdict = np.array([-1, 1, 0])

    monkeypatch.setattr(sweep_zone, "zone_open", lambda *args, **more: Undecided())
    block = how.block(0, size=3)
    assert way.sizes(block).tolist() == [int(bool(oracles.zone(how.problem(block, 0)))), 1, 0]


def picked_in(trace, rule):
    return [None if at == sweep_rules.NOTHING else trace.packages[at] for at in trace.picked[rule]]


def test_large_spaces_are_solved_draw_by_draw_for_the_first_draws(monkeypatch):
    compilation = compiled(2, plain=True)
    listed = sweep(compilation, draws=50, seed=4, spread=WIDE)
    monkeypatch.setattr(sweep_zone, "MAX_LISTED", 1)
    monkeypatch.setattr(sweep_rules, "MAX_SOLVED", 10)
    found = sweep(compilation, draws=50, seed=4, spread=WIDE)
    assert found.zone_size is None
    assert (found.open, found.packages) == (listed.open, listed.packages)
    solved = found.rules[0].draws
    assert 10 <= solved <= 50
    assert all(entry.draws == solved for entry in found.rules)
    for rule in found.trace.picked:
        assert picked_in(found.trace, rule) == picked_in(listed.trace, rule)[:solved]
    assert "solved in each of" in found.methods["rules"]


def test_too_many_draws_one_by_one_are_refused_with_how_many_would_do(monkeypatch):
    monkeypatch.setattr(sweep_zone, "MAX_LISTED", 1)
    for seed in range(9):
        if not is_plain(compiled(seed).problem):
            break
    with pytest.raises(TooLargeError, match="Ask for at most"):
        sweep(compiled(seed), draws=10_000_000, spread=WIDE, effort=Effort(max_seconds=20))


def test_rules_can_be_left_out_and_packages_named():
    compilation = compiled(0)
    named = compilation.problem.space.package([0, 0, 0])
    found = sweep(compilation, draws=20, packages=[named, named], rules=(), max_packages=1)
    assert [entry.followed.package for entry in found.packages] == [named]
    assert found.packages[0].followed.names[:2] == ("asked 1", "asked 2")
    assert (found.rules, found.methods["rules"]) == ((), "none asked")
    assert sweep_rules_of(sweep(compilation, draws=5, rules=["nash", "nash"])) == ["nash"]


def test_what_cannot_be_swept():
    compilation = compiled(0)
    with pytest.raises(ValueError, match="0 draws"):
        sweep(compilation, draws=0)
    for wrong in ({"draws": "10"}, {"draws": 1.5}, {"draws": True}, {"seed": "x"}):
        with pytest.raises(TypeError, match="expected a whole number"):
            sweep(compilation, **wrong)
    with pytest.raises(UnknownNameError, match="did you mean 'nash'"):
        sweep(compilation, rules=["nahs"])
    with pytest.raises(UnknownNameError):
        sweep(compilation, packages=[package("low", "late")])
    with pytest.raises(TooLargeError, match="packages to follow"):
        sweep(compilation, max_packages=201)
    with pytest.raises(UnanswerableError):
        sweep(attrs.evolve(compilation, evidence=()))


def test_packages_that_do_not_exist_are_refused():
    for seed in range(9):
        compilation = compiled(seed)
        for exclusion in compilation.problem.space.excluded:
            inside = negsim.Package({"a": "low", **{issue: options[0] for issue, options in exclusion.forbids.items()}})
            with pytest.raises(ValueError, match="an exclusion covers"):
                sweep(compilation, packages=[inside])
            return
    raise AssertionError("no scenario with an exclusion")


def test_nothing_to_follow_is_an_error(monkeypatch):
    monkeypatch.setattr(sweeping, "followed", lambda *args, **more: ())
    with pytest.raises(UnanswerableError, match="name at least one"):
        sweep(compiled(0))


def test_what_all_draws_share_is_exact():
    still = Spread(weights=0, values=0, reservation=0, firmness=0)
    found = sweep(negsim.compile_scenario(sale(firmness="1")), draws=30, spread=still)
    shares = [found.open, *(share for entry in found.packages for share in entry.shares)]
    shares += [share for told in found.rules for share in (told.nothing, *(pick.share for pick in told.picks))]
    assert all(share.exact and share.value in (0, 1) for share in shares)
    assert found.zone_size is None or found.zone_size.exact


def test_an_uncertain_reservation_of_a_party_with_consent_by_issue_is_drawn():
    sold = sale(lines=())
    issues = [attrs.evolve(issue, consent=["Town"] if issue.id == "date" else []) for issue in sold.issues]
    town = negsim.Party(
        "Town",
        consent="by-issue",
        preferences=negsim.Preferences(weights={"date": 1}, values={"date": {"soon": "0.5", "late": 0}}),
        reservation=negsim.Reservation(value="0.5"),
        uncertainty=Uncertainty(reservation=Interval("0.25", "0.75")),
    )
    asked = attrs.evolve(sold, issues=issues, parties=[*sold.parties, town])
    packages = [package("low", "late"), package("low", "soon")]
    found = sweep(negsim.compile_scenario(asked), draws=2000, packages=packages, max_packages=2)
    left, changed = (entry.by_party["Town"] for entry in found.packages)
    assert left.exact
    assert left.value == 1
    assert not changed.exact
    assert changed.low < 0.5 < changed.high


def test_odds_that_are_refused_leave_the_share_of_draws(monkeypatch):
    def refused(*args, **more):
        raise TooLargeError("odds", 2, 1, "steps", "")

    compilation = negsim.compile_scenario(sale())
    assert sweep(compilation, draws=20).open.exact
    monkeypatch.setattr(sweeping, "odds", refused)
    found = sweep(compilation, draws=20)
    assert (found.open.draws, found.open.hits) == (20, 20)


def test_odds_within_bounds_are_not_exact(monkeypatch):
    known = knowledge(negsim.compile_scenario(sale()))
    assert exact_odds(known) == 1
    within = attrs.evolve(negsim.odds(known.problem), open=Fraction(0))
    monkeypatch.setattr(sweeping, "odds", lambda *args, **more: within)
    assert exact_odds(known) is None


def test_what_point_estimates_cannot_tell_is_not_followed(monkeypatch):
    from negsim.experiments import sweep_packages

    def refused(*args, **more):
        raise TooLargeError("this", 2, 1, "packages", "")

    for name in ("solutions", "nearest_deals", "frontier"):
        monkeypatch.setattr(sweep_packages, name, refused)
    found = sweep(negsim.compile_scenario(sale()), draws=5)
    assert [entry.followed.names for entry in found.packages] == [("status quo",)]


def test_an_interval_for_a_reservation_moves_what_its_party_takes():
    reservation = negsim.Reservation(value="0.5", firmness=1)
    known = Uncertainty(reservation=Interval("0.2", "0.8"), weights={"price": Interval("0.5", "0.5")})
    compilation = negsim.compile_scenario(sale(reservation=reservation, uncertainty=known, firmness=0))
    found = sweep(compilation, draws=4000, packages=[package("low", "late")])
    share = found.packages[0].by_party["Buyer"]
    # Price alone is worth 0.5, and the least that the buyer takes is uniform from 0.2 to 0.8.
    assert abs(float(share) - 0.5) <= 4 * share.standard_error
    assert found.packages[0].by_party["Seller"].exact
