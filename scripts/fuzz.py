"""Look for bytes that break a promise, led by what each one reaches, and keep them in fixtures/corpus.

By hand, where atheris is installed: `python scripts/fuzz.py -max_total_time=600`. Other arguments go to libFuzzer too.
"""

import hashlib
import sys
import tempfile
from pathlib import Path

import atheris

ROOT = Path(__file__).resolve().parent.parent
CORPUS = ROOT / "fixtures" / "corpus"
sys.path.insert(0, str(ROOT))

with atheris.instrument_imports(include=["cardsmith"]):
    from tests.adversarial.promises import keeps_its_promises


def one_input(data: bytes) -> None:
    try:
        keeps_its_promises(data)
    except Exception:
        path = CORPUS / f"{hashlib.sha256(data).hexdigest()[:16]}.bin"
        path.write_bytes(data)
        print(f"kept as {path}", file=sys.stderr)
        raise


def main() -> None:
    with tempfile.TemporaryDirectory() as reached:
        seeds = Path(reached, "seeds")
        seeds.mkdir()
        for path in (*sorted((ROOT / "fixtures" / "cards").glob("*/*.md")), *sorted(CORPUS.glob("*.bin"))):
            if path.stat().st_size < 20_000:
                (seeds / f"{path.parent.name}-{path.name}").write_bytes(path.read_bytes())
        new = Path(reached, "new")
        new.mkdir()
        limits = ["-timeout=20", "-rss_limit_mb=4000", "-max_len=20000"]
        atheris.Setup([sys.argv[0], *limits, *sys.argv[1:], str(new), str(seeds)], one_input)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
