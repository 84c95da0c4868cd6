"""A Hub of our own for the tests: real HTTP, real git, no network.

`LocalHub` runs it in a thread of a test, `python -m tests.local_hub --port 0 --seed fixtures/hub` in a process of its
own. It speaks the part of the Hub's API that clients use to read, search, commit, and discuss: the official Python and
JavaScript clients and the `hf` command work against it.

Module `seeding` describes the seed folder, `faults` the trouble that can be ordered, `routes.admin` the pages with which
a test in another process does all that.
"""

from tests.local_hub.bare import LargeFile
from tests.local_hub.faults import Fault, too_many_requests
from tests.local_hub.limits import RateLimit
from tests.local_hub.server import LocalHub
from tests.local_hub.users import User

__all__ = ["Fault", "LargeFile", "LocalHub", "RateLimit", "User", "too_many_requests"]
