"""Every error cardsmith raises for people: what is wrong, where, and what to do next."""

from __future__ import annotations


class CardsmithError(Exception):
    """Base of all errors that a user can do something about.

    Args:
        message: What is wrong, one sentence, no final full stop needed.
        where: `file:line:column`, a front matter path or a section; empty when there is no place.
        hint: What to do next; empty when the message already says it.
    """

    exit_code = 2

    def __init__(self, message: str, *, where: str = "", hint: str = "") -> None:
        super().__init__(message, where, hint)
        self.message = message
        self.where = where
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.where}: {self.message}" if self.where else self.message


class CardError(CardsmithError):
    """A card that cannot be read: missing, not UTF-8, or not a file.

    `offset` is the byte offset of the first byte that does not decode; `line` and `column` (from 1) are its
    place. All three are None when the error is not about one byte.
    """

    def __init__(
        self,
        message: str,
        *,
        where: str = "",
        hint: str = "",
        offset: int | None = None,
        line: int | None = None,
        column: int | None = None,
    ) -> None:
        super().__init__(message, where=where, hint=hint)
        self.offset = offset
        self.line = line
        self.column = column


class EditConflict(CardsmithError):
    """Two edits that want to change the same characters."""


class EditRefused(CardsmithError):
    """An edit that cannot be made without risking something it does not own (an alias, a tag, a second document)."""


class VerificationError(CardsmithError):
    """The edited text does not read back as intended, so nothing was written."""


class AnswersError(CardsmithError):
    """An answer that is unknown, of the wrong shape, or that the Hub would reject."""


class ConfigError(CardsmithError):
    """A configuration file that cannot be read, or that sets something unknown."""


class JournalError(CardsmithError):
    """A journal of an editor's session that cannot be read."""
