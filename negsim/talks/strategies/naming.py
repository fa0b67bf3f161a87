"""Names of strategies: what each is called, with its settings where they are not the usual ones."""

from __future__ import annotations

from typing import Any

import attrs


def described(name: str, setting: Any, *, usual: Any) -> str:
    """Return a name and the settings that differ from the usual ones, as the registry reads them.

    Examples
    --------
    >>> from negsim.talks.strategies.micro import MiCRO
    >>> described("micro", MiCRO(), usual=MiCRO())
    'micro'
    """
    changed = [
        f"{entry.alias}={_shown(getattr(setting, entry.name))}"
        for entry in attrs.fields(type(setting))
        if getattr(setting, entry.name) != getattr(usual, entry.name)
    ]
    return f"{name}:{','.join(changed)}" if changed else name


def _shown(given: Any) -> str:
    return str(getattr(given, "name", given))
