"""Write docs/rules.md from the rules themselves; with `--check`, only say whether it is in step."""

import sys
from pathlib import Path

from cardsmith.rules import RULES
from cardsmith.rules.base import FIX_WORDS, Rule

PAGE = Path(__file__).resolve().parent.parent / "docs" / "rules.md"

HEAD = """# Rules

<!-- Written by scripts/build_rule_docs.py; change the rules instead. -->

`cardsmith check` looks at a card with these rules. An **error** is what the Hub rejects, a **gap** is unfilled or
wrong, and **advice** is worth a look. A **safe** fix is proved by the card and made by `cardsmith fill
--non-interactive`; **ask** needs an answer; **none** is for reading.

A rule is left out with `--ignore RULE`, with `ignore = ["RULE"]` in `.cardsmith.toml` or under `[tool.cardsmith]` in
`pyproject.toml`, or for one card with a comment in its body: `<!-- cardsmith: ignore RULE -->`.

"""


def page() -> str:
    rows = ["| rule | severity | fix | what is wrong |", "| --- | --- | --- | --- |"]
    rows += [
        f"| [{rule.id}](#{rule.id}) | {rule.severity.value} | {rule.fix.value} | {rule.summary} |"
        for rule in RULES.values()
    ]
    return HEAD + "\n".join(rows) + "\n\n" + "\n".join(section(rule) for rule in RULES.values())


def section(rule: Rule) -> str:
    examples = (("Before", rule.before), ("After", rule.after), ("Fine as it is", rule.near_miss))
    shown = "\n".join(f"{title}:\n\n{fenced(example)}" for title, example in examples)
    return f"## {rule.id}\n\n{rule.summary} {rule.why}\n\n{rule.severity.value} · {FIX_WORDS[rule.fix]}\n\n{shown}"


def fenced(example: str) -> str:
    fence = "````" if "```" in example else "```"
    lines = "\n".join(line.rstrip() for line in example.strip("\r\n").splitlines())
    return f"{fence}markdown\n{lines}\n{fence}\n"


if __name__ == "__main__":
    if "--check" in sys.argv:
        sys.exit(PAGE.read_text(encoding="utf-8") != page())
    PAGE.write_text(page(), encoding="utf-8")
