import pytest

from negsim.errors import UnknownNameError
from negsim.talks.opponents.registry import OPPONENT_MODELS, opponent_model
from negsim.talks.strategies.conceding import TimeDependent
from negsim.talks.strategies.registry import STRATEGIES, strategy
from negsim.talks.strategies.tit_for_tat import TitForTat


@pytest.mark.parametrize("name", STRATEGIES)
def test_every_name_is_a_strategy(name):
    assert strategy(name) is STRATEGIES[name]
    assert strategy(strategy(name).name) == strategy(name)


@pytest.mark.parametrize(
    "text",
    [
        "time-dependent:exponent=0.3",
        "time-dependent:exponent=0.3,at_once=0.1",
        "averaged-tit-for-tat:steps=3",
        "absolute-tit-for-tat:steps=2,random=0.1",
        "trade-off:step=1/10,model=bayesian",
        "zeuthen:model=frequency",
        "position-true:exponent=2.0",
        "zeuthen:model=bayesian:concession=0.2,spread=0.5",
        "trade-off:step=1/10,model=bayesian:concession=0.2,spread=0.5",
        "impatient:patience=3,playing=trade-off:step=1/10,model=bayesian:concession=0.2,spread=0.5",
        "impatient:patience=3,playing=impatient:patience=2,playing=micro",
    ],
)
def test_a_name_with_settings_is_read_as_it_is_written(text):
    assert strategy(text).name == text


def test_settings_are_read_into_their_kinds():
    assert strategy("time-dependent: at-once = 0.5 , exponent = 2") == TimeDependent(exponent=2, at_once=0.5)
    assert strategy("tit-for-tat:steps=2") == TitForTat(steps=2)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("boulware:exponnt=1", "boulware has no setting 'exponnt'; did you mean 'exponent'"),
        ("micro:m=1", "micro has no setting 'm'; none is defined"),
        ("boulware:exponent", "'exponent' is no setting; expected name=value"),
        ("boulware:", "'' is no setting"),
        ("boulware:exponent=1,exponent=2", "exponent is given twice"),
        ("boulware:exponent=high", "boulware:exponent=high': 'high'; expected a number, such as 0.5 or 1/2"),
        ("boulware:exponent=-1", r"exponent=-1.0; expected a finite number above 0"),
        ("time-dependent:at_once=2", "at_once=2.0; expected a share"),
        ("tit-for-tat:steps=0", "steps=0; expected at least 1"),
        ("trade-off:step=2", "step=2; expected a share"),
        ("zeuthen:model=bayesian:speed=1", "bayesian has no setting 'speed'; did you mean 'spread'"),
        ("zeuthen:model=told", "'told': what others want cannot be told in a text; in Python, give model=Told"),
        ("zeuthen:model=stated:reading=x", "stated has no setting 'reading'"),
        ("impatient:patience=0", "patience=0; expected at least 1"),
        ("impatient:patience=1.5", "1.5; expected a whole number"),
        ("tit-for-tat:steps=1.5", "1.5; expected a whole number"),
        ("tit-for-tat:steps=many", "many; expected a whole number"),
        ("time-dependent:exponent=inf", "exponent=inf; expected a finite number above 0"),
        ("time-dependent:exponent=1/0", "'1/0'; expected a number"),
        ("position-true:exponent=inf", "exponent=inf; expected a finite number above 0"),
        ("scripted", "'scripted': which file"),
        ("scripted:", "which file"),
    ],
)
def test_settings_that_cannot_be(text, message):
    with pytest.raises(ValueError, match=message):
        strategy(text)


def test_names_that_there_are_not():
    with pytest.raises(UnknownNameError, match="unknown strategy 'boulwar'; did you mean 'boulware'"):
        strategy("boulwar")
    with pytest.raises(UnknownNameError, match="unknown strategy 'boulwar'; did you mean 'boulware'"):
        strategy("impatient:playing=boulwar")
    with pytest.raises(UnknownNameError, match="did you mean 'scripted'"):
        strategy("scriptd")
    with pytest.raises(UnknownNameError, match="unknown opponent model 'baysian'; did you mean 'bayesian'"):
        strategy("zeuthen:model=baysian")


@pytest.mark.parametrize("name", OPPONENT_MODELS)
def test_every_model_by_name(name):
    assert opponent_model(name).name == name
    assert opponent_model(opponent_model(name)) == opponent_model(name)


@pytest.mark.parametrize("known", [STRATEGIES, OPPONENT_MODELS], ids=["strategies", "models"])
def test_every_class_says_what_it_does_and_most_say_where_it_is_published(known):
    for own in known.values():
        described = type(own).__doc__ or ""
        assert len(described) > 80
        assert "References" in described or own.name in {"none", "stated"}, own.name


def test_a_place_and_a_name_are_a_strategy_of_ones_own():
    assert strategy("package.module:Name:share=1").name == "package.module:Name:share=1"
