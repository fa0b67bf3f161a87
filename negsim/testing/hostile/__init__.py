"""Strategies and protocols that do what none may do, each in one way: to hold engines, limits and checks against."""

from negsim.testing.hostile.breaking import Broken
from negsim.testing.hostile.hanging import Hanger, Hoarder, Swallower
from negsim.testing.hostile.littering import Flooder, Forker
from negsim.testing.hostile.lying import Liar
from negsim.testing.hostile.meddling import Forgetter, Mutator, Patcher
from negsim.testing.hostile.peeking import Peeker
from negsim.testing.hostile.stopping import Quitter, Raiser, Unbuildable

__all__ = [
    "Broken",
    "Flooder",
    "Forgetter",
    "Forker",
    "Hanger",
    "Hoarder",
    "Liar",
    "Mutator",
    "Patcher",
    "Peeker",
    "Quitter",
    "Raiser",
    "Swallower",
    "Unbuildable",
]
