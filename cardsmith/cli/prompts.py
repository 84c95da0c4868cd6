"""`cardsmith fill` without `--non-interactive`: the same questions as in the editor, line by line."""

from __future__ import annotations

from collections.abc import Iterable

import click

from cardsmith.answers import combined
from cardsmith.batch.delivery import Delivered, Delivery, Push
from cardsmith.batch.job import Filling
from cardsmith.batch.places import CardPlace, LoadedCard, ignored_rules, load
from cardsmith.batch.rows import Goal
from cardsmith.batch.sources import STDIN, Wanted
from cardsmith.card import Card
from cardsmith.cli.batch_options import BatchOptions
from cardsmith.cli.dialogue import KEYS, Dialogue, Stopped
from cardsmith.cli.hub import HubAccess
from cardsmith.cli.keyboard import EndOfInput, read_yes_or_no
from cardsmith.cli.output import DIFF_COLOURS, INTERRUPTED, Styled, complain, note
from cardsmith.cli.suggest import count_of_questions
from cardsmith.diff import unified_diff
from cardsmith.errors import CardsmithError, EditRefused
from cardsmith.filling import Outcome
from cardsmith.gaps import GIVEN
from cardsmith.habits import remember_answers
from cardsmith.rules import RULES
from cardsmith.sending import plan_sending
from cardsmith.session import Session, State
from cardsmith.suggest.engine import answers_only, gather
from cardsmith.suggest.history import History
from cardsmith.text import lines_of
from cardsmith.visible import percent


def check_asking(wanted: Wanted, form: str, batch: BatchOptions) -> None:
    """Refuse what goes with no questions.

    Raises:
        click.UsageError: There is such an option.
    """
    if STDIN in (wanted.from_file, *wanted.arguments):
        raise click.UsageError("answers are read from stdin, so no card can be: add --non-interactive")
    if form != "human" or batch != BatchOptions(limit=batch.limit):
        raise click.UsageError(
            "forms, reports, ledgers and jobs are for a run that asks nothing: add --non-interactive"
        )


def fill_by_asking(
    places: Iterable[CardPlace], hub: HubAccess, filling: Filling, delivery: Delivery, *, yes: bool, strict: bool
) -> int:
    """Ask about one card after the other, write each after a yes, and return the exit code.

    Args:
        places: Where the cards are.
        hub: Where suggestions come from.
        filling: The answers that are there already, and which rules count.
        delivery: What to do with a new text.
        yes: Whether to write without a last question.
        strict: Whether an open gap is an exit code.
    """
    code = 0
    note(KEYS)
    for place in places:
        asking = _Asking(place, hub, filling, delivery, yes)
        try:
            complete = asking.run()
        except CardsmithError as error:
            if not error.where.startswith(place.name):
                error.where = f"{place.name}: {error.where}" if error.where else place.name
            complain(error)
            code = 2
            continue
        except KeyboardInterrupt:
            note()
            note(f"Interrupted: nothing was written to {place.name}.")
            return INTERRUPTED
        code = code or (1 if strict and not complete else 0)
        if asking.lost:
            return 2
        if asking.stopped:
            break
    return code


class _Asking:
    """One card, from reading to writing.

    Attributes:
        stopped: Whether somebody wants no more questions, of other cards neither.
        lost: Whether answers were given, and nobody could say whether to write them.
    """

    def __init__(self, place: CardPlace, hub: HubAccess, filling: Filling, delivery: Delivery, yes: bool) -> None:
        self.stopped = False
        self.lost = False
        self._place = place
        self._hub = hub
        self._filling = filling
        self._delivery = delivery
        self._yes = yes

    def run(self) -> bool:
        """Ask, show the difference, and write; return whether the card is complete.

        Raises:
            CardsmithError: The card cannot be read or written, or an answer that was given before cannot be.
        """
        loaded = load(self._place, self._hub)
        session = self._session(loaded)
        ended = False
        note()
        count = count_of_questions(len(session.open_keys()))
        note(Styled(f"{self._place.name}: {percent(session.outcome.before)} complete, {count}.", bold=True))
        try:
            Dialogue(session, lambda: self._look_for_suggestions(session, loaded)).run()
        except Stopped:
            self.stopped = True
        except EndOfInput:
            self.stopped = ended = True
            note("The answers ended.")
        self._deliver(session, loaded, ended)
        return not session.open_keys()

    # -- before the questions ------------------------------------------------------------------------------------------

    def _session(self, loaded: LoadedCard) -> Session:
        filling, name = self._filling, self._place.repo_id or self._place.name
        ignore = ignored_rules(self._place, filling.ignore, filling.select)
        if filling.select:
            ignore |= RULES.keys() - set(filling.select)
        session = Session(loaded.card, ignore=ignore, min_confidence=filling.min_confidence)
        for field, value in combined(filling.answers.for_card(name), filling.own).items():
            session.choose(field, value, GIVEN)
        for field, value in filling.answers.defaults_for(name).items():
            if field in session.questions and session.state(field) is State.OPEN:
                try:
                    session.choose(field, value, GIVEN)
                except EditRefused as refused:  # as without questions: the rest of the card is no worse for it
                    note(f"`{field}` is not answered by its default: {refused.message}")
        self._look_for_suggestions(session, loaded)
        return session

    def _look_for_suggestions(self, session: Session, loaded: LoadedCard) -> None:
        note("Looking for suggestions.")
        given = {field: value for field, (value, _) in session.wanted(session.decisions).values.items()}
        providers = self._hub.providers(self._place, loaded)
        found = gather(loaded.card, session.fields(), providers, given=given, seconds=self._filling.hub_seconds)
        session.suggest(answers_only(found.suggestions))
        self._hub.report(found.problems)

    # -- after them ----------------------------------------------------------------------------------------------------

    def _deliver(self, session: Session, loaded: LoadedCard, ended: bool) -> None:
        name, outcome = self._place.name, plan_sending(session, loaded.card).outcome
        note()
        if not session.changed:
            note(f"{name}: nothing to write.")
            return
        if not self._agreed(session, ended):
            self.lost = self.lost or ended
            note(f"Nothing was written to {name}." + (" --yes writes without asking." if self.lost else ""))
            return

        def again(newer: Card, own: bool) -> Outcome:
            return plan_sending(session, newer, loaded.card, own=own).outcome

        delivered = self._way().deliver(self._place, loaded, outcome, again)
        note(f"{name}: {percent(outcome.before)} -> {percent(outcome.after)} complete, {delivered.words}.")
        self._remember(session, loaded, delivered)

    def _agreed(self, session: Session, ended: bool) -> bool:
        """Whether to go on to write; a push asks for itself, as often as the Hub's card changes."""
        if self._delivery.goal is Goal.PUSH:
            return self._yes or not ended
        for line in unified_diff(session.base.text, session.outcome.edits, self._place.name):
            note(_coloured(line))
        if self._delivery.goal is Goal.LOOK or self._yes:
            return True
        if ended:
            return False
        try:
            return read_yes_or_no(f"Write this to {self._place.name}?")
        except EndOfInput:
            self.lost = self.stopped = True
            return False

    def _way(self) -> Delivery:
        if isinstance(self._delivery, Push) and not self._yes:
            return self._delivery._replace(confirm=self._confirmed)
        return self._delivery

    def _confirmed(self, _outcome: Outcome, diff: str) -> bool:
        for line in lines_of(diff):
            note(_coloured(line))
        try:
            return read_yes_or_no(f"Send this to {self._place.name}?")
        except EndOfInput:
            self.lost = self.stopped = True
            return False

    def _remember(self, session: Session, loaded: LoadedCard, delivered: Delivered) -> None:
        if self._delivery.goal is Goal.LOOK or delivered.reason:
            return
        try:
            repo_id = self._hub.repo_id(self._place, loaded)
            remember_answers(session, repo_id, self._place.name, History.default())
        except CardsmithError as error:
            note(Styled("Warning: ", "yellow"), f"the answers are not remembered: {error}")


def _coloured(line: str) -> Styled:
    return Styled(line.rstrip("\r\n"), DIFF_COLOURS.get(line[:1]))
