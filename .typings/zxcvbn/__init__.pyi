from collections.abc import Iterable
from typing import TypedDict

class Match(TypedDict):
    pattern: str
    token: str

class Estimate(TypedDict):
    guesses_log10: float
    score: int
    sequence: list[Match]

def zxcvbn(
    password: str, user_inputs: Iterable[str] | None = None, max_length: int = 72
) -> Estimate: ...
