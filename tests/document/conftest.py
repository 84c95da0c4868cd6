"""How long and how often Hypothesis tries; `HYPOTHESIS_EXAMPLES=20000 pytest tests/document` digs deeper."""

import os

from hypothesis import settings

settings.register_profile("document", deadline=None, max_examples=int(os.environ.get("HYPOTHESIS_EXAMPLES", "100")))
settings.load_profile("document")
