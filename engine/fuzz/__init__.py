"""Requests made by chance: as people type them, mistype them, or attack with them.

`random_request` depends on the form and the given `Random` alone, so a seed tells the
whole request again. Answers follow each codec's `reading`; no field type is known here.
"""

from engine.fuzz.requests import RandomRequest, random_request
from engine.fuzz.spoiling import spoilt

__all__ = ["RandomRequest", "random_request", "spoilt"]
