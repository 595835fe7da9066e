"""How property tests run: modestly and repeatably, or thoroughly when asked.

`HYPOTHESIS_PROFILE=thorough` tries thirty times as many examples, never the same.
"""

import os

from hypothesis import settings

settings.register_profile("ci", max_examples=60, deadline=None, derandomize=True)
settings.register_profile("thorough", max_examples=2000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))
