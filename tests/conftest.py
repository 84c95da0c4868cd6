"""How Hypothesis tries: the same examples every time, or with `HYPOTHESIS_EXAMPLES=20000` as many others."""

import os

from hypothesis import settings

EXAMPLES = os.environ.get("HYPOTHESIS_EXAMPLES", "")

settings.register_profile("cardsmith", deadline=None, max_examples=int(EXAMPLES or 40), derandomize=not EXAMPLES)
settings.load_profile("cardsmith")
