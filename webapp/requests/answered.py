"""Whether something in a section is answered; the page's scripts tell the same.

A section where nothing is missing is not complete as long as nobody answered anything
in it: of several optional sections only those that somebody filled are ticked. A box
that is not ticked and a count of 0 may be what stood there before anybody looked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.runtime.assessment import Scope

__all__ = ["is_any_answered"]


def is_any_answered(asks: Iterable[str], root: Scope) -> bool:
    """Tell whether one of some questions is answered: `iban`, `trips[].fare`."""
    return any(_is_answered(ask, root) for ask in asks)


def _is_answered(ask: str, root: Scope) -> bool:
    of_list, in_rows, key = ask.partition("[].")
    if not in_rows:
        return bool(root.values.get(ask))
    return any(row.values.get(key) for row in root.rows.get(of_list, ()))
