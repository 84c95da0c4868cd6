"""Front matters that break other tools. Every comment is `#` and a letter or a few, so that a lost one is noticed."""

NASTY: dict[str, str] = {}


def _add(name: str, text: str) -> None:
    NASTY[name] = text.removeprefix("\n")


_add(
    "comments everywhere",
    """
#a
license: mit #b
#c
tags: #d
#e
- one #f
  #g
- two
#h
- three #i
#j
model-index: #k
# l
- name: m #m
  #n
  results: #o
  - task: #p
      #q
      type: asr #r
#s
language: en#no comment
#t
""",
)
_add(
    "anchors, aliases, merge keys",
    """
base: &base
  type: asr
  name: &name Speech
language: &lang en
languages: [*lang, de]
again: *base
merged:
  <<: *base
  extra: 1 #a
other: *name
license: &unused mit
list: &list
- x
""",
)
_add(
    "tags",
    """
license: !!str mit
count: !!int "3"
tags: !!seq [a, b]
plain: text #a
items:
- !!str x
- y
""",
)
_add(
    "quoted keys",
    """
"license": mit
'tags':
- a
"model-index" :
- "name": m
  'results' : []
"a: b": 1 #a
""",
)
_add(
    "quotes and escapes",
    r"""
a: 'it''s' #a
b: "tab\there \u00e9 \"x\" \\"
c: "# not a comment"
d: 'a: b'
tags:
- 'one'
- "two" #b
- three
e: ''
f: ""
""",
)
_add(
    "flow on one line",
    """
tags: [a, 'b', "c, d"] #a
empty: []
map: {type: asr, name: "N", list: [1, 2]} #b
none: {}
model-index: [{name: m, results: []}]
json: {"a":1,"b":[true,null]}
pairs: [a: 1, b]
bare: {x, y: , z}
""",
)
_add(
    "flow over several lines",
    """
tags: [ #a
  one, #b
  #c
  two,
  "three" #d
]
map: { #e
  a: 1, #f
  b: [
    x,
    y,
  ],
  c: 2
  } #g
short: [a,
  b]
""",
)
_add(
    "block scalars",
    """
clip: | #a
  one

  # not a comment
  two
strip: |-
  one
  two
keep: |+
  one

fold: >
  one
  two

  three
fold_strip: >-
    deep
     deeper
indented: |2
    two blanks first
  none
both: >1-
 x
list:
- |
  one
- >-
  two
  three
empty: |
last: x #b
""",
)
_add(
    "text at the end",
    """
license: mit
tags:
- a
text: |
  one
  two
""",
)
_add(
    "kept line ends at the end",
    """
license: mit
text: |+
  one

""",
)
_add(
    "text in a list at the end",
    """
license: mit
widget:
- text: >
    one
- text: |
    two
    three
""",
)
_add(
    "as PyYAML folds",
    r"""
license: mit
description: "A long text that PyYAML wrote, with \xE9 and quotes \" and more words until\
  \ the line is full, and then more \u2014 and an end"
single: 'another long text that goes over the end of its line because it holds a
  colon: and goes on'
tags:
- "long item that is folded over several lines because it has an escape \xFC and\
  \ more"
- x
plain: a long text that PyYAML wrote without quotes and that goes over the end of the
  line
""",
)
_add(
    "plain over several lines",
    """
a: one
  two
    three #a
b:
  on the next line #b
c:
  #c
  after a comment
list:
- one
  two
-
  three
map:
  key: x
   y

   z
""",
)
_add(
    "four blanks",
    """
model-index:
    -   name: m
        results:
            -   task:
                    type: asr
                    name: Speech #a
                metrics:
                    -   type: wer
                        value: 0.5
tags:
    - a
    - b
nested:
    deep:
        deeper: 1
""",
)
_add(
    "lists indented differently",
    """
tags:
- zero
datasets:
  - two #a
metrics:
    - four
    #b
    - more
model-index:
- name: m
  results:
    - task:
       type: asr
""",
)
_add(
    "nulls",
    """
nothing:
blank: #a
tilde: ~
word: null #b
tags:
-
- a
- ~ #c
- #d
- null
model-index:
- name:
  results: #e
last:
""",
)
_add(
    "lists in lists",
    """
matrix:
- - 1
  - 2 #a
- - 3
  #b
  - 4
-
  - 5
deep:
- - - x
maps:
- - a: 1
    b: 2
  - c: 3
""",
)
_add(
    "complex keys",
    """
license: mit
? a
: b
? "c"
: c #a
? |
  text
: d
nested:
  tags: [a]
  ? k
  : v
""",
)
_add(
    "duplicate keys",
    """
license: mit
tags: [a]
license: apache-2.0 #a
nested:
  x: 1
  x: 2
  y: 3
""",
)
_add(
    "blank lines",
    """

license: mit

tags:

- a

- b


model-index:

- name: m

  results: []

""",
)
_add(
    "tabs",
    """
license: mit\t#a
tags:\t#b
- a\t
- b \t #c
map:\t{a: 1}\t#d
text:\tvalue
""",
)
_add(
    "not ASCII",
    """
name: café ☕ 模型 #ä
"ключ": значение
emoji: 🤗
tags:
- 🤗 hub #🤗
- naïve
model-index:
- name: "\\U0001F917"
  results: []
""",
)
_add(
    "read differently",
    """
language: no
flag: on
small: 1e-05
time: 12:30
version: 1.10
day: 2024-01-01
moment: 2024-01-01T12:00:00Z
octal: 010
new_octal: 0o10
hex: 0x1F
under: 1_000
dot: .5
inf: -.inf
nan: .nan
y: n
languages: [no, "no", yes]
1: one
null: two
""",
)
_add("trailing blanks", "license: mit  \ntags:  \n- a \n- b   \nmap: \n  a: 1  \n  \nlast: \n")
_add("a flow mapping for everything", "{license: mit, tags: [a, b], map: {a: 1}, text: 'x'} #a\n")
_add(
    "a flow mapping over lines",
    """
#a
{
  "license": "mit",
  "tags": ["a", "b"], #b
  "model-index": [{"name": "m", "results": []}],
  "language": "en" #c
}
#d
""",
)
_add(
    "keys with blanks",
    """
my key: a b c
another key : 1 #a
tags :
  - x
the model:
  inner key: [a b, c d]
""",
)
_add(
    "several models",
    """
model-index:
- name: one
  results:
  - task: {type: asr, name: ASR}
    dataset:
      name: D
      type: d
      args: en #a
    metrics:
    - name: Wer
      type: wer
      value: 0.1
  - task:
      type: asr
    metrics: []
- name: two #b
  results: []
-
  name: three
""",
)
_add(
    "model-index in the middle",
    """
license: mit
model-index:
- name: m
  results: []
tags:
- a
""",
)
_add(
    "as the Trainer writes it",
    """
library_name: transformers
license: apache-2.0
base_model: facebook/wav2vec2-base
tags:
- generated_from_trainer
metrics:
- accuracy
model-index:
- name: wav2vec2
  results: []
""",
)
_add(
    "a mapping where a list belongs",
    """
tags:
- generated_from_trainer
model-index:
  name: m #a
  #b
  results:
  - task:
      name: Speech
    #c
    metrics: []
license: mit
""",
)
_add("indented", "  license: mit #a\n  tags:\n    - a\n  map:\n    b: 1\n  #b\n")
_add("nothing but comments", "#a\n#b\n")
_add("an empty mapping under comments", "#a\n# b\n{}\n")
_add("an empty mapping with a comment", "{} #a\n#b\n")
_add("one key", "license: mit\n")
NASTY["an empty line"] = "\n"

NASTY["CRLF"] = NASTY["comments everywhere"].replace("\n", "\r\n")
NASTY["CRLF and text"] = NASTY["block scalars"].replace("\n", "\r\n")
NASTY["CR"] = NASTY["as the Trainer writes it"].replace("\n", "\r")
NASTY["mixed line ends"] = "license: mit\r\ntags:\n- a\r\n- b\nmap:\r\n  x: 1\n"
