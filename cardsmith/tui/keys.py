"""What the editor can do, as data: names, keys and words. Footer, palette, help and user keymaps read this table."""

from __future__ import annotations

from typing import NamedTuple

from textual.binding import Binding, BindingType


class KeyAction(NamedTuple):
    """Something a key does.

    Attributes:
        id: Its name, which a user's keymap refers to.
        keys: Its default keys, with commas between them.
        action: What Textual calls.
        label: One or two words for the footer.
        group: Actions of one group stand together.
        help: A sentence for help and palette.
        rank: The lower, the longer it stays in a footer that has no room; 0 for not in the footer.
        shown: The keys as the footer writes them; empty for the first key.
        priority: Whether it works while somebody types.
    """

    id: str
    keys: str
    action: str
    label: str
    group: str
    help: str
    rank: int = 0
    shown: str = ""
    priority: bool = False


GO, ANSWER, CHANGE, LOOK, CARD = "Go", "Answer", "Change", "Look", "Card"

_UNDO = KeyAction("undo", "u,ctrl+z", "undo", "undo", CHANGE, "Take back the last step")
_REDO = KeyAction("redo", "U,ctrl+r,ctrl+y", "redo", "redo", CHANGE, "Make it again")
_HELP = KeyAction("help", "question_mark,f1", "help", "help", CARD, "What this is, and all keys", 1, "?")
_QUIT = KeyAction("quit", "q,ctrl+q", "quit", "quit", CARD, "Leave the editor", 1)

WORKBENCH: tuple[KeyAction, ...] = (
    KeyAction("next", "n", "next", "next", GO, "Go to the next open gap", 2, "n/p"),
    KeyAction("previous", "p", "previous", "previous", GO, "Go to the previous open gap"),
    KeyAction("jump", "ctrl+o", "jump", "jump", GO, "Put a letter on everything, and go to the one you type", 9),
    KeyAction("pane", "tab", "pane(1)", "pane", GO, "Go to the next pane", 13),
    KeyAction("pane-back", "shift+tab", "pane(-1)", "", GO, "Go to the previous pane"),
    KeyAction("list", "escape", "to_list", "to the gaps", GO, "Go back to the list of gaps"),
    KeyAction("accept", "enter", "accept", "accept", ANSWER, "Accept the marked suggestion, or start typing", 1),
    *(KeyAction(f"take-{n}", str(n), f"take({n})", "", ANSWER, f"Take suggestion {n}") for n in range(1, 10)),
    KeyAction("edit", "e", "edit", "edit", ANSWER, "Type the answer", 3),
    KeyAction("external", "f4", "external", "$EDITOR", ANSWER, "Write the answer in $EDITOR", 11, priority=True),
    KeyAction("skip", "s", "skip", "skip", ANSWER, "Leave this for later", 4),
    KeyAction("not-applicable", "x", "not_applicable", "n/a", ANSWER, "There is nothing to fill in here", 8),
    KeyAction("clear", "backspace,delete", "clear", "clear", ANSWER, "Forget what was decided here"),
    _UNDO._replace(rank=5),
    _REDO._replace(rank=12),
    KeyAction("review", "d", "review", "review", LOOK, "See every change as a diff", 6),
    KeyAction("curves", "c", "curves", "curves", LOOK, "See the training, and choose which row is reported", 8),
    KeyAction("preview", "v", "preview", "preview", LOOK, "Read the card as the Hub will show it", 10),
    KeyAction("search", "slash", "search", "search", LOOK, "Search the card", 10, "/"),
    KeyAction("save", "ctrl+s", "save", "save", CARD, "Write the card", 3, priority=True),
    KeyAction("save-as", "ctrl+w", "save_as", "save as", CARD, "Write it to another file"),
    KeyAction("push", "P", "push", "push", CARD, "Send the card to the Hub", 8),
    _HELP,
    _QUIT,
)

REVIEW: tuple[KeyAction, ...] = (
    KeyAction("keep-drop", "space", "keep_or_drop", "keep/drop", CHANGE, "Keep or drop the marked change", 1),
    _UNDO._replace(rank=5),
    _REDO._replace(rank=8),
    KeyAction("sides", "v", "sides", "side by side", LOOK, "Show old and new beside or below each other", 4),
    KeyAction("open-gap", "enter", "open_gap", "go to gap", GO, "Go to the gap of the marked change", 6),
    KeyAction("back", "escape,d", "back", "back", GO, "Go back to the gaps", 3),
    KeyAction("save", "ctrl+s", "save", "save", CARD, "Write the card", 2, priority=True),
    KeyAction("save-as", "ctrl+w", "save_as", "save as", CARD, "Write it to another file", 7),
    KeyAction("push", "P", "push", "push", CARD, "Send the card to the Hub", 6),
    _HELP,
    _QUIT,
)

RESULTS: tuple[KeyAction, ...] = (
    KeyAction("reported", "r", "choose('reported')", "reported", ANSWER, "Report what the card reports", 2),
    KeyAction("last", "l", "choose('last')", "last", ANSWER, "Report the last row of the training table", 2),
    KeyAction("best", "b", "choose('best')", "best", ANSWER, "Report the best row of the training table", 2),
    KeyAction("apply", "enter", "apply", "apply", ANSWER, "Take the chosen row as the answer", 1),
    KeyAction("missing", "g", "missing", "go to gap", GO, "Go to the question that model-index waits for", 3),
    KeyAction("back", "escape,c", "back", "back", GO, "Go back to the gaps, and leave the answer as it was", 1),
    KeyAction("pane", "tab", "app.focus_next", "pane", GO, "Go to the next pane", 11),
    KeyAction(
        "next-chart", "right,m", "chart(1)", "next chart", LOOK, "Draw the next measure of the training table", 6
    ),
    KeyAction("previous-chart", "left", "chart(-1)", "", LOOK, "Draw the measure before it"),
    KeyAction("axis", "x", "axis", "steps/epochs", LOOK, "Draw over steps or over epochs", 8),
    _UNDO._replace(rank=7),
    _REDO._replace(rank=12),
    _HELP,
    _QUIT,
)

PREVIEW: tuple[KeyAction, ...] = (
    KeyAction("next", "n", "step(1)", "next gap", GO, "Go to the next open gap", 2, "n/p"),
    KeyAction("previous", "p", "step(-1)", "previous gap", GO, "Go to the previous open gap"),
    KeyAction("open-gap", "enter", "open_gap", "go to gap", GO, "Go to the question of the marked gap", 3),
    KeyAction("back", "escape,v", "back", "back", GO, "Go back to the gaps", 1),
    KeyAction("fold", "f", "fold", "fold, unfold", LOOK, "Fold long tables, or show all their rows", 4),
    _UNDO._replace(rank=6),
    _REDO._replace(rank=9),
    _HELP,
    _QUIT,
)

PUSH: tuple[KeyAction, ...] = (
    KeyAction(
        "send", "ctrl+j,ctrl+enter", "send", "push", CARD, "Send it, or agree to what is shown", 1, priority=True
    ),
    KeyAction("open-gap", "enter", "open_gap", "go to gap", GO, "Go to the gap that the Hub complains of", 2),
    KeyAction("copy", "c", "copy", "copy address", CARD, "Copy the address of what was sent", 2),
    KeyAction("field", "tab", "app.focus_next", "field", GO, "Go to the next field", 4),
    KeyAction("back", "escape", "back", "back", GO, "Go back; what is being sent is stopped first", 3, priority=True),
    KeyAction("look-again", "ctrl+r", "look_again", "ask again", LOOK, "Ask the Hub again", 5, priority=True),
    _HELP._replace(keys="f1", shown=""),
)

BOARD: tuple[KeyAction, ...] = (
    KeyAction("open", "enter", "open", "open", GO, "Open the marked card", 1),
    KeyAction("filter", "slash", "filter", "filter", LOOK, "Show only cards whose line holds a word", 3, "/"),
    KeyAction("stage", "f", "stage", "state", LOOK, "Show only cards of the next state", 4),
    KeyAction("order", "o", "order", "sort", LOOK, "Sort by the next column", 5),
    KeyAction("everything", "escape", "everything", "show all", LOOK, "Show every card again", 7),
    KeyAction("check-again", "r", "check_again", "check again", CHANGE, "Read the marked card again", 8),
    KeyAction(
        "save", "ctrl+s", "save", "save all", CARD, "Write every card that has unsaved answers", 2, priority=True
    ),
    _HELP,
    _QUIT,
)


def on_board(actions: tuple[KeyAction, ...]) -> tuple[KeyAction, ...]:
    """Return the table for a card that is one of several: who leaves it goes back to the others."""
    words = "Go back to the board; what is not written is kept"
    return tuple(item._replace(label="board", help=words) if item.id == "quit" else item for item in actions)


def bindings(actions: tuple[KeyAction, ...]) -> list[BindingType]:
    """Return a table as Textual's bindings; their ids let a user's keymap change the keys."""
    return [
        Binding(item.keys, item.action, item.label or item.help, id=item.id, show=False, priority=item.priority)
        for item in actions
    ]


def action_ids() -> set[str]:
    """Return every name that a user's keymap may use."""
    return {item.id for item in (*WORKBENCH, *REVIEW, *RESULTS, *PREVIEW, *PUSH, *BOARD)}


_NAMES = {
    "slash": "/",
    "question_mark": "?",
    "escape": "esc",
    "enter": "⏎",
    "space": "space",
    "backspace": "⌫",
    "delete": "del",
}


def key_name(key: str) -> str:
    """Return a key as people write it.

    >>> key_name("ctrl+s"), key_name("question_mark"), key_name("f4"), key_name("upper_u")
    ('^s', '?', 'F4', 'U')
    """
    if key.startswith("ctrl+"):
        return "^" + key.removeprefix("ctrl+")
    if key.startswith("upper_"):
        return key.removeprefix("upper_").upper()
    if key.startswith("f") and key[1:].isdigit():
        return key.upper()
    return _NAMES.get(key, key)
