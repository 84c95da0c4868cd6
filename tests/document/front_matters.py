"""Hypothesis strategies: front matters in every style that people and programs write, and texts for cards."""

from hypothesis import strategies as st

KEYS = ["license", "tags", "a", "b", '"quoted"', "'single'", "with blank", "model-index", "ключ", "x.y", "-dash", "?q"]
INLINE = [
    "",
    "x",
    "mit",
    "no",
    "on",
    "null",
    "~",
    "1",
    "0.9790",
    "1e-05",
    "12:30",
    "1.10",
    "2024-01-01",
    ".5",
    "a b c",
    "a:b",
    "é 🤗",
    "a#b",
    "'it''s'",
    '"tab\\t \\u00e9"',
    "''",
    '""',
    "'# no comment'",
    "[]",
    "{}",
    "[a, b]",
    "[a, 'b, c', [1, 2], {k: v}]",
    "{k: v, 'q': [1], e: }",
    '{"k":1,"l":[]}',
    "[a, b,]",
]
# Several lines: the first stands behind the colon or dash, the others are indented further.
SEVERAL = [
    ["|", "one", "two"],
    ["|", "one", "", "  two"],
    ["|-", "one"],
    ["|+", "one", ""],
    [">", "one", "two", "", "three"],
    [">-", "one"],
    ["|", "# text"],
    ["one", "two"],
    ["'one", "", "two'"],
    ['"one \\', '  two"'],
    ["[", "a, # in", "b", "]"],
    ["{", "k: v,", "# in", "l: [1, 2]}"],
    ["", "below"],
    ["|"],
]


@st.composite
def front_matters(draw: st.DrawFn) -> str:
    """A block mapping with nested mappings, lists, scalars, comments and blank lines."""
    newline = draw(st.sampled_from(["\n", "\n", "\n", "\r\n", "\r"]))
    lines = _mapping(draw, 0, 0)
    lines = _comment(draw, 0) + lines + _comment(draw, 0)
    return newline.join([*lines, ""])


def _comment(draw: st.DrawFn, indent: int) -> list[str]:
    what = draw(st.integers(0, 11))
    if what == 0:
        return [""]
    if what == 1:
        return [" " * draw(st.integers(0, indent + 4)) + draw(st.sampled_from(["#c", "# c d", "#"]))]
    return []


def _mapping(draw: st.DrawFn, indent: int, depth: int) -> list[str]:
    keys = draw(st.lists(st.sampled_from(KEYS), min_size=1, max_size=4, unique_by=lambda key: key.strip("\"'")))
    lines: list[str] = []
    for index, key in enumerate(keys):
        if index:
            lines += _comment(draw, indent)
        colon = draw(st.sampled_from([":", ":", ":", " :"]))
        head, *below = _value(draw, indent, depth, in_list=False)
        lines.append(" " * indent + key + colon + head)
        lines += below
    return lines


def _list(draw: st.DrawFn, indent: int, depth: int) -> list[str]:
    lines: list[str] = []
    for index in range(draw(st.integers(1, 4))):
        if index:
            lines += _comment(draw, indent)
        head, *below = _value(draw, indent, depth, in_list=True)
        lines.append(" " * indent + "-" + head)
        lines += below
    return lines


def _value(draw: st.DrawFn, indent: int, depth: int, *, in_list: bool) -> list[str]:
    """The rest of the line behind the colon or dash, and the lines below."""
    end = draw(st.sampled_from(["", "", "", " #e", " "]))
    kind = draw(st.integers(0, 9))
    if kind <= 3 or depth > 3:
        text = draw(st.sampled_from(INLINE))
        return [(" " + text if text else "") + end]
    if kind == 4:
        head, *below = draw(st.sampled_from(SEVERAL))
        by = indent + draw(st.integers(1, 4))
        end = end if head.startswith(("|", ">", "[", "{")) or not below else ""
        return [(" " + head if head else "") + end, *(" " * by + line if line else line for line in below)]
    gap = draw(st.integers(1, 3))
    if kind <= 6:
        inner = indent + 1 + gap if in_list else indent + draw(st.sampled_from([0, 0, 2, 4]))
        lines = _list(draw, inner, depth + 1)
    else:
        inner = indent + 1 + gap
        lines = _mapping(draw, inner, depth + 1)
    if in_list and draw(st.integers(0, 3)):
        return [" " * gap + lines[0][inner:], *lines[1:]]
    return [end, *_comment(draw, inner), *lines]


CARD_LINES = st.sampled_from(
    [
        *("---", "--- ", "---\t", " ---", "----", "--- x", "-- -", "...", "", "  ", "\t", "\ufeff", "\x0c", "\x85"),
        *("a: 1", "license: mit", "# Title", "- x", "{}", "# c", "é🤗", "text: |", "  text"),
    ]
)


@st.composite
def card_texts(draw: st.DrawFn) -> str:
    """Lines that fences are made of, with every line end there is."""
    ends = st.sampled_from(["\n", "\n", "\r\n", "\r", ""])
    start = draw(st.sampled_from(["", "", "\ufeff", "---\n", "---\r\n", "---\r", "\n---\n"]))
    return start + "".join(draw(CARD_LINES) + draw(ends) for _ in range(draw(st.integers(0, 8))))
