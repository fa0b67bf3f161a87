"""Models by name: a new one is a file and a line here."""

from __future__ import annotations

from types import MappingProxyType

from negsim.errors import UnknownNameError
from negsim.talks.opponents.bayesian import Bayesian
from negsim.talks.opponents.frequency import Frequency
from negsim.talks.opponents.model import OpponentModel
from negsim.talks.opponents.stated import Stated
from negsim.talks.opponents.unknowing import Unknowing
from negsim.talks.settings_text import name_in, with_settings

OPPONENT_MODELS: MappingProxyType[str, OpponentModel] = MappingProxyType(
    {
        "frequency": Frequency(),
        "bayesian": Bayesian(),
        "stated": Stated(),
        "none": Unknowing(),
    }
)
"""From the name to the model with its usual settings."""


def opponent_model(given: str | OpponentModel) -> OpponentModel:
    """Return the model that a text names, with settings behind a colon; what is a model already is returned as it is.

    Raises
    ------
    UnknownNameError
        If there is none of that name.
    ValueError
        For ``told``, which no text can give; for a setting that the model does not have or that cannot be.

    Examples
    --------
    >>> opponent_model("bayesian").name, opponent_model("bayesian:concession=0.3").name
    ('bayesian', 'bayesian:concession=0.3,spread=0.25')
    """
    if not isinstance(given, str):
        return given
    name = name_in(given)
    if name == "told":
        raise ValueError(
            f"{given!r}: what others want cannot be told in a text; in Python, give model=Told({{party: truth(...)}}), "
            "of negsim.talks.opponents.told and negsim.talks.opponents.estimate"
        )
    if name not in OPPONENT_MODELS:
        raise UnknownNameError("opponent model", name, OPPONENT_MODELS)
    found: OpponentModel = with_settings(given, OPPONENT_MODELS[name], apart=["reading"])
    return found
