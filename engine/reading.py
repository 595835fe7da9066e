"""How an answer is read, as data that a program in another language can follow.

A codec's `reading` describes what its `read` does in a closed vocabulary, so that a
browser judges an answer while it is typed and knows no field type. It is plain data:
mappings, lists, text, whole numbers, true and false; what is refused is a `Rejection`,
whose words a target puts into the reader's language. `KINDS` names the shapes:

- `text`: `least` and `most` characters, `lines` allowed or not, then `steps`; `shown`
  are the steps from the stored spelling to the one that is shown;
- `number`: `whole` or exact with `places`; `least`, `most` (as text, or None); what may
  stand `before` and `after` it (patterns);
- `calendar`: a `part` (day or month) from `earliest` to `latest` (ISO 8601);
- `boolean`: the words for `yes` and `no`;
- `choice`, `choices`: the `keys`;
- `files`: the media types `accept`ed, at `most` so many.

Each has `refusals`, by their reason. A text's steps are made by the functions below.
Patterns mean the same in Python and in ECMA-262: no class but those written out, no
flag, and no group but numbered ones.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.field_type import Rejection

__all__ = [
    "BLANK",
    "CHECKSUMS",
    "KINDS",
    "STEPS",
    "Step",
    "checksum",
    "left_to_the_server",
    "match",
    "one_of",
    "replace",
    "sized_by_prefix",
    "upper",
]

Step = Mapping[str, object]
"""What is done to a text, named by `do`: one of `STEPS`."""

KINDS = frozenset(
    ("text", "number", "calendar", "boolean", "choice", "choices", "files")
)
STEPS = frozenset(
    ("upper", "replace", "match", "checksum", "one_of", "sized_by_prefix", "server")
)
CHECKSUMS = frozenset(("ean", "mod10_recursive", "mod97", "uid"))

BLANK = "[ \u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]"
"""A blank inside a text that has been cleaned."""


def upper() -> Step:
    """Write everything in capitals."""
    return {"do": "upper"}


def replace(pattern: str, by: str = "") -> Step:
    """Replace every place that a pattern fits; `$1` is its first group."""
    return {"do": "replace", "pattern": pattern, "by": by}


def match(pattern: str, otherwise: Rejection) -> Step:
    """Refuse a text that a pattern does not fit as a whole."""
    return {"do": "match", "pattern": pattern, "else": otherwise}


def checksum(algorithm: str, otherwise: Rejection) -> Step:
    """Refuse a number whose check digits are wrong; one of `CHECKSUMS`."""
    return {"do": "checksum", "algorithm": algorithm, "else": otherwise}


def one_of(values: Sequence[str], otherwise: Rejection) -> Step:
    """Refuse a text that is none of these."""
    return {"do": "one_of", "values": list(values), "else": otherwise}


def sized_by_prefix(
    lengths: Mapping[str, int], *, unknown: Rejection, otherwise: Rejection
) -> Step:
    """Refuse a text that is not as long as its first two letters say.

    The words of `otherwise` have the places `{expected}` and `{count}`.
    """
    return {
        "do": "sized_by_prefix",
        "lengths": dict(lengths),
        "unknown": unknown,
        "else": otherwise,
    }


def left_to_the_server() -> Step:
    """Leave what remains to be judged to the server."""
    return {"do": "server"}
