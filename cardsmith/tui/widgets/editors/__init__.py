"""Where an answer is typed: one editor for each form that a question can have, loaded when it is first needed."""

from __future__ import annotations

from importlib import import_module

from cardsmith.questions import Form
from cardsmith.tui.widgets.editors.base import Editor

_EDITORS = {
    Form.LINE: ("line", "LineEditor"),
    Form.PICK: ("pick", "PickEditor"),
    Form.LIST: ("pick", "ListEditor"),
    Form.PROSE: ("prose", "ProseEditor"),
    Form.RESULT: ("result", "ResultEditor"),
}


def editor_for(form: Form) -> Editor | None:
    """Return a new editor for questions of a form; None when nothing is typed."""
    if form not in _EDITORS:
        return None
    module, name = _EDITORS[form]
    editor: Editor = getattr(import_module(f"{__name__}.{module}"), name)()
    return editor
