"""Which passwords are refused: short ones, common ones, and what others know of you.

No rule asks for kinds of characters (NIST SP 800-63B-4, 3.1.1.2). Common passwords come
from the lists of zxcvbn, which are in the package: nobody is asked over the network.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from flask_babel import gettext
from zxcvbn import zxcvbn

from webapp.accounts.passwords import LONGEST, SHORTEST

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["password_problem", "words_about"]

_OFFICE = ("ocas", "geneve", "remboursement", "guichet", "prestations", "portail")
_SHORTEST_WORD = 3
_LEAST_BESIDE = 6
"""Letters and digits that a password must have besides words known to others."""
_EASIEST = 2
"""Of zxcvbn's scores 0 to 4; below 2 are those guessed within a million tries."""
_READ = 72
"""What zxcvbn reads; a password that is hard so far is hard."""
_PARTS = re.compile(r"[^\W_]+")


def password_problem(password: str, about: Iterable[str]) -> str:
    """Give why a password is refused, in the reader's language; blank if it is not.

    Args:
        password: As typed.
        about: Words that others know of this person.
    """
    if not SHORTEST <= len(password) <= LONGEST:
        return gettext(
            "Le mot de passe a au moins %(shortest)s signes, au plus %(longest)s.",
            shortest=SHORTEST,
            longest=LONGEST,
        )
    known = _known_word(password, about)
    if known:
        return gettext(
            "Ce mot de passe se devine: il est fait de «%(word)s», que d'autres "
            "connaissent. Ajoutez des mots sans rapport avec vous.",
            word=known,
        )
    if zxcvbn(password[:_READ])["score"] < _EASIEST:
        return gettext(
            "Ce mot de passe est parmi les plus utilisés, ou facile à deviner. Prenez "
            "par exemple quatre mots sans rapport entre eux."
        )
    return ""


def words_about(applicant: Mapping[str, object]) -> tuple[str, ...]:
    """Give the words in a person's data, those of their e-mail address included."""
    return tuple(value for value in applicant.values() if isinstance(value, str))


def _known_word(password: str, about: Iterable[str]) -> str:
    """Give the known word that a password is made of, if little is left without any."""
    left, found = _plain(password), ""
    for word in sorted(_words((*_OFFICE, *about)), key=lambda w: (-len(w), w)):
        if word in left:
            found = found or word
            left = left.replace(word, "")
    return found if found and len(left) < _LEAST_BESIDE else ""


def _words(texts: Iterable[str]) -> set[str]:
    """Give whole texts and their parts, without accents and marks."""
    parts = {part for text in texts for part in (text, *_PARTS.findall(text))}
    plain = {_plain(part) for part in parts}
    return {word for word in plain if len(word) >= _SHORTEST_WORD}


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text).casefold()
    return "".join(character for character in folded if character.isalnum())
