"""Models by name: a new one is a file and a line here."""

from __future__ import annotations

from types import MappingProxyType

from negsim.errors import UnknownNameError
from negsim.talks.opponents.bayesian import Bayesian
from negsim.talks.opponents.frequency import Frequency
from negsim.talks.opponents.model import OpponentModel
from negsim.talks.opponents.stated import Stated
from negsim.talks.opponents.unknowing import Unknowing

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
    """Return the model of a name; what is a model already is returned as it is.

    Raises
    ------
    UnknownNameError
        If there is none of that name.

    Examples
    --------
    >>> opponent_model("bayesian").name
    'bayesian'
    """
    if not isinstance(given, str):
        return given
    if given not in OPPONENT_MODELS:
        raise UnknownNameError("opponent model", given, OPPONENT_MODELS)
    return OPPONENT_MODELS[given]
