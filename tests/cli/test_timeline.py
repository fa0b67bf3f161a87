"""``negsim timeline``: what it tells, as text and as JSON, and what it refuses."""

from fractions import Fraction

import attrs
import pytest

import negsim
from negsim.cli import chronicle, options
from tests.cli.running import FLAGSHIP, NEIGHBOURS, ROOT, SCENARIOS, WATER, run, run_anew
from tests.cli.test_json import keys
from tests.unit.experiments.following import follow, priced

PAGE = (ROOT / "docs" / "reference" / "json.md").read_text(encoding="utf-8")

HEAD = """format = 1
id = "sale"
[[issues]]
id = "price"
options = ["low", "high"]
[[parties]]
id = "B"
[[parties]]
id = "S"
"""


def written(tmp_path, *statements):
    path = tmp_path / "sale.toml"
    path.write_text(HEAD + "".join(f"[[statements]]\n{text}\n" for text in statements), encoding="utf-8")
    return path


def statement(party, stance, **more):
    extra = "".join(f"{key} = {value}\n" for key, value in more.items())
    return f'party = "{party}"\nissue = "price"\nstance = "{stance}"\noptions = ["low"]\n{extra}'


def words_of(*args):
    ran = run(*args)
    assert (ran.code, ran.err) == (0, "")
    return " ".join(ran.out.split())


def test_the_flagships_leak_in_words():
    text = words_of("timeline", FLAGSHIP)
    assert "Reading negotiable: lines are as firm as they were strongly said" in text
    assert "being public takes away 0.2 of the chance that a line is soft (public_firmness 0.2)" in text
    assert "2 Feb 2022 8 % 1 in 28,063 = ×0.706 none West 12.3, RU 14.5 (of 14)" in text
    assert "MADE PUBLIC: Written response of the United States to Russia (non-paper) (19)" in text
    assert "2 Feb 2022: 1 in 19,822 in secret, 1 in 28,063 in public (×0.706) on the day" in text
    assert "1 in 307,104 in secret, 1 in 407,358 in public (×0.754) at the end; 10 lines are firmer for it" in text
    assert (
        "1 Feb 2022: 1 in 19,822 either way on the day; 1 in 407,358 either way at the end; no line is firmer" in text
    )
    assert "×1.25 ru-stop-arms (Russia on arms, 17 Feb 2022): RU:arms-only-stop firm 0.68, 0.6 in secret" in text
    assert "ru-georgia" not in text
    assert "12 more, which --all shows; 87 of 104 change nothing by themselves" in text
    assert "What has no date counts from the start: UA:own-defence." in text


def test_all_prices_are_shown_when_asked_for():
    text = words_of("timeline", WATER, "--all")
    assert "×1.11 up-flow (Upstream on flow, 1 Mar 2024), which is not public: what publishing it would cost" in text
    assert "up-data (" in text
    assert "more, which --all shows" not in text
    few = words_of("timeline", WATER, "--limit", "1")
    assert "up-flow (" in few
    assert "up-data (" not in few
    assert "4 more, which --all shows; 7 of 12 change nothing by themselves" in few


@pytest.fixture(scope="module")
def followed():
    scenario = negsim.read_scenario(WATER)
    return follow(scenario, reading="face-value"), priced(scenario)


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_text_keeps_to_its_width(path):
    lines = run("timeline", path).out.splitlines()
    assert max(map(len, lines)) <= 100
    assert not [line for line in lines if line != line.rstrip()]


def test_a_narrow_terminal_gets_paragraphs(monkeypatch):
    monkeypatch.setattr(options, "width", lambda: 40)
    lines = run_anew("timeline", WATER).out.splitlines()
    assert max(map(len, lines)) <= 70
    assert "with one resolve" in " ".join(" ".join(lines).split())


def test_at_face_value_publicity_moves_nothing_and_it_says_so():
    text = words_of("timeline", WATER, "--reading", "face-value")
    assert "every line is firm already, so publicity moves nothing (--reading negotiable" in text
    assert "2 Feb 2022: 1 in" not in text


def test_a_reading_without_publicity_names_the_option():
    text = words_of("timeline", WATER, "--public-firmness", "0")
    assert "being public adds nothing, so publicity moves nothing (--public-firmness 0.2 assumes that it does)" in text
    other = words_of("timeline", WATER, "--public-firmness", "0.5")
    assert "Reading negotiable, public_firmness 0.5:" in other
    assert "; being public adds 0.5 to firmness." in other


@pytest.fixture
def leaked(tmp_path):
    """B insists in public; S refuses in a letter, which leaks a week later."""
    source = '[[sources]]\nid = "letter"\ndate = 2024-03-04\npublished = 2024-03-11\n[[issues]]'
    path = written(
        tmp_path,
        statement("B", "demands", date="2024-03-01", public="true"),
        statement("S", "rejects", source='"letter"'),
    )
    path.write_text(path.read_text(encoding="utf-8").replace("[[issues]]", source, 1), encoding="utf-8")
    return path


def test_a_window(leaked):
    day = "2024-03-11"
    found = run("timeline", leaked, "--since", day, "--until", day, "--json").json
    assert [entry["date"] for entry in found["moments"]] == [day]
    assert found["as_of"] == found["until"] == found["publicity"]["as_of"] == day
    assert [entry["date"] for entry in found["disclosures"]] == [day]
    assert found["disclosures"][0]["on_the_day"] == found["disclosures"][0]["at_the_end"]
    assert run("timeline", leaked, "--until", "2024-03-10", "--json").json["disclosures"] == []
    assert "Nothing was said and nothing became public" in words_of("timeline", WATER, "--since", "2030-01-01")
    assert "the odds at the end of 2 Mar 2024, each line" in words_of("timeline", WATER, "--until", "2024-03-02")


def test_json_is_what_the_library_finds_and_every_key_is_explained(leaked):
    ran = run("timeline", leaked, "--json", "--limit", "1")
    assert ran.code == 0
    answer, scenario = ran.json, negsim.read_scenario(leaked)
    found, prices = follow(scenario), priced(scenario)
    assert [entry["date"] for entry in answer["moments"]] == [str(moment.date) for moment in found.moments]
    for entry, moment in zip(answer["moments"], found.moments, strict=True):
        assert Fraction(entry["odds"]["open"]) == moment.odds.open
        assert Fraction(entry["odds"]["open_one_resolve"]) == moment.odds.open_one_resolve
        assert Fraction(entry["by_publicity"]["open"]) == moment.by_publicity.open
        assert entry["zone"]["size"] == moment.zone.size
        assert entry["nearest_deals"]["count"] == moment.nearest_deals.count
        assert entry["conflicts"]["count"] == moment.conflicts
        assert entry["disclosed"] == [one.name for one in moment.disclosed]
    listed = answer["publicity"]["statements"]
    assert (listed["count"], len(listed["items"]), listed["complete"]) == (2, 1, False)
    assert Fraction(listed["items"][0]["change"]) == prices.statements[0].change
    (leak,) = answer["disclosures"]
    assert leak["date"] == "2024-03-11"
    assert leak["published"] == [{"source": "letter", "names": ["s2"]}]
    assert Fraction(leak["on_the_day"]["price"]["open"]) == -found.moments[2].by_disclosure.open != 0
    assert leak["on_the_day"]["firmness"] == {"S:price-not-low": {"secret": "0.6", "public": "0.68"}}
    assert answer["assumed"]["public_firmness"] == "0.2"
    part = PAGE[: PAGE.index("## `negsim analyze")] + PAGE[PAGE.index("## `negsim timeline") :]
    part = part[: part.index("\n## `negsim", part.index("## `negsim timeline") + 5)]
    ids = {demand.name for demand in negsim.compile_scenario(scenario).problem.demands}
    for key in set(keys(answer, is_by_id=False)) - ids - {"interest", "explicit", "principle"}:
        assert f"`{key}`" in part, key


def test_a_picture_is_written_and_not_replaced_unasked(tmp_path):
    path = tmp_path / "over-time.svg"
    ran = run_anew("timeline", WATER, "--out", path, "--width", "half")
    assert ran.code == 0
    assert ran.out.endswith(f"\n{path}\n")
    assert path.read_text(encoding="utf-8").startswith("<?xml")
    refused = run_anew("timeline", WATER, "--out", path)
    assert (refused.code, refused.out) == (1, "")
    assert "--force" in refused.err
    assert run_anew("timeline", WATER, "--out", path, "--force", "--json").json["written"] == [str(path)]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--since", "2022-02-02", "--until", "2022-02-01"], "--since 2022-02-02 is after --until 2022-02-01"),
        (["--public-firmness", "1.5"], "1.5 is not from 0 to 1"),
        (["--public-firmness", "-1"], "-1 is not from 0 to 1"),
        (["--public-firmness", "much"], "'much' is not a number"),
        (["--reading", "negotiabel"], "did you mean 'negotiable'?"),
        (["--out", "picture.gif"], "--out picture.gif does not end in one of .svg, .png, .pdf"),
        (["--since", "yesterday"], "'yesterday' is not a day; write it as 2022-02-02"),
    ],
)
def test_wrong_usage(words, said):
    ran = run("timeline", NEIGHBOURS, *words)
    assert (ran.code, ran.out) == (2, "")
    assert said in " ".join(ran.err.split())


def test_without_dates_there_is_one_moment_and_it_says_so(tmp_path):
    path = written(tmp_path, statement("B", "demands", public="true"), statement("S", "rejects"))
    text = " ".join(run_anew("timeline", path).out.split())
    assert "Nothing in this scenario has a date: there is one moment, with all that was said." in text
    assert "undated 40 % 59 % - ×0.925 6 without a date" not in text
    assert "without a date, so from the start: B and S, without a source (2)" in text
    answer = run_anew("timeline", path, "--json").json
    assert [entry["date"] for entry in answer["moments"]] == [None]


def test_odds_that_turn_up_or_end_are_told_apart(tmp_path):
    firm = {"strength": '"principle"', "public": "true"}
    path = written(
        tmp_path,
        statement("B", "demands", date="2024-03-01", **firm),
        statement("S", "rejects", date="2024-03-02", **firm),
        statement("S", "demands", date="2024-03-03", **firm),
    )
    text = " ".join(run_anew("timeline", path, "--public-firmness", "1").out.split())
    assert "2 Mar 2024 0 % 0 %" in text
    assert "to 0" in text
    assert "from 0" in text


def test_reservations_count_from_their_source(tmp_path):
    path = written(tmp_path, statement("B", "demands", date="2024-03-01", public="true"))
    text = path.read_text(encoding="utf-8").replace(
        'id = "S"\n', 'id = "S"\n[parties.reservation]\nvalue = 0.1\nsource = "note"\n', 1
    )
    source = '[[sources]]\nid = "note"\ntitle = "A note"\ndate = 2024-03-05\n[[issues]]'
    path.write_text(text.replace("[[issues]]", source, 1), encoding="utf-8")
    assert "takes no less than: A note (1)" in " ".join(run_anew("timeline", path).out.split())


def test_what_does_not_finish_is_said_and_exits_with_1():
    ran = run("timeline", NEIGHBOURS, "--max-seconds", "1e-9")
    assert ran.code == 1
    assert "the price of publicity was not worked out" in ran.err
    text = " ".join(ran.out.split())
    assert "odds not worked out:" in text
    assert "THE PRICE OF PUBLICITY" not in text
    assert run("timeline", NEIGHBOURS, "--max-seconds", "1e-9", "--json").json["publicity"] is None


def test_deals_zones_and_prices_that_were_not_finished(followed):
    found, prices = followed
    moment = found.moments[-1]
    none, many = (attrs.evolve(moment.nearest_deals, items=[], counted=known) for known in (True, False))
    assert chronicle._deal(attrs.evolve(moment, nearest_deals=none)) == chronicle._deal(
        attrs.evolve(moment, nearest_deals=many)
    )
    some = attrs.evolve(moment.nearest_deals, counted=False)
    assert chronicle._deal(attrs.evolve(moment, nearest_deals=some)) == "Up 12.5, Mid 15.0"
    zone = attrs.evolve(moment.zone, size=5, at_most=9, exact=False)
    assert "5 or more" in chronicle._cells(attrs.evolve(moment, zone=zone))
    vague = attrs.evolve(prices.odds, open=Fraction(0))
    price = attrs.evolve(prices.statements[0], effect=attrs.evolve(prices.statements[0].effect, secret=vague))
    text = chronicle.chronicle(found, attrs.evolve(prices, statements=[price]), [], most=5, width=100)
    assert "  not known" in text


def test_where_nothing_was_said_nothing_has_a_price_and_it_says_so(tmp_path):
    text = " ".join(run_anew("timeline", written(tmp_path)).out.split())
    assert "THE PRICE OF PUBLICITY: nothing was said that could be secret or public, so nothing has a price." in text
