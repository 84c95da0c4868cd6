"""Write again what is pinned: the seeds filled with their answers, the commands' texts, the gaps beside every card.

Look at the difference before you commit it: each byte of it is a promise.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))


def main() -> None:
    from cardsmith import Card, fill
    from tests.batch.report_rows import reports
    from tests.cli.goldens import GOLDENS, TEXTS, run_golden
    from tests.support import EXPECTED, SEEDS, answers, seed
    from tests.test_fixtures import CARDS, gaps_of

    files = {EXPECTED / f"{stem}.md": fill(seed(stem), answers(stem), checked=True).card.to_bytes() for stem in SEEDS}
    files |= {TEXTS / f"{name}.txt": run_golden(name).encode() for name in GOLDENS}
    files |= {path: text.encode() for path, text in reports().items()}
    for path in CARDS:
        files[path.with_suffix(".gaps.json")] = (json.dumps(gaps_of(Card.load(path)), indent=1) + "\n").encode()
    for path, data in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        old = path.read_bytes() if path.exists() else None
        path.write_bytes(data)
        print(f"{'same   ' if old == data else 'CHANGED'} {path.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
