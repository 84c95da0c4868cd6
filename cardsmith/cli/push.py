"""`cardsmith push`: send a card to the Hub, as a commit or as a pull request."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from typing import NamedTuple

import click

from cardsmith.batch.places import CardPlace, load
from cardsmith.card import Card
from cardsmith.cli.cards import card_places
from cardsmith.cli.completing import paths
from cardsmith.cli.hub import HubAccess
from cardsmith.cli.options import chosen_format, output_options
from cardsmith.cli.output import COLOURS, DIFF_COLOURS, Styled, complain, note, say, say_json
from cardsmith.diff import unified_diff
from cardsmith.errors import CardsmithError
from cardsmith.eval_results import eval_results_files
from cardsmith.filling import Fix, Outcome
from cardsmith.gaps import Gap
from cardsmith.hub.writer import HubWriter
from cardsmith.ids import is_hub_id
from cardsmith.merging import edits_between, merged, on_top
from cardsmith.push_text import readable_name, removals
from cardsmith.pushing import README, Confirm, Message, Pushed, PushStatus, RejectedCard, push_card, push_text
from cardsmith.replacing import replacing
from cardsmith.shapes import failed_push_shape, push_shape
from cardsmith.text import lines_of
from cardsmith.visible import shortened

_DONE = {
    PushStatus.COMMITTED: "committed",
    PushStatus.OPENED: "pull request opened",
    PushStatus.UPDATED: "pull request updated",
    PushStatus.UNCHANGED: "nothing to push",
    PushStatus.SKIPPED: "not pushed",
    PushStatus.DECLINED: "nothing was sent",
}


class _Options(NamedTuple):
    """What was asked for on the command line."""

    repo_id: str
    create_pr: bool
    revision: str
    title: str | None
    description: str | None
    eval_results: str | None
    dry_run: bool
    yes: bool
    form: str


@click.command(
    "push",
    epilog="""\b
Examples:
  cardsmith push README.md user/my-model --dry-run
  cardsmith push README.md user/my-model
  cardsmith push model-folder/ somebody/their-model --create-pr

The Hub checks the card first. What is shown is the exact diff against what is on the Hub now; when somebody
else changes the card meanwhile, both changes are brought together and shown again. With --create-pr, a pull
request that you have open for this card is added to. A card with <!-- cardsmith: ignore --> is left alone.

\b
Exit codes: 0 done, 2 the card could not be read or pushed.""",
)
@click.argument("card", metavar="CARD", shell_complete=paths)
@click.argument("repo_id", metavar="REPO_ID")
@click.option("--create-pr", is_flag=True, help="Propose the change as a pull request.")
@click.option("--revision", default="main", show_default=True, help="The branch to commit to, or to propose it for.")
@click.option("--message", "title", metavar="TEXT", help="The title, instead of one that names what was filled.")
@click.option("--description", metavar="TEXT", help="The description, instead of the list of what was filled.")
@click.option(
    "--eval-results",
    metavar="TASK_ID[=METRIC]",
    help="Also write the result on a registered benchmark to .eval_results, for this task of it.",
)
@click.option("--dry-run", is_flag=True, help="Print exactly what would be sent, and send nothing.")
@click.option("-y", "--yes", is_flag=True, help="Do not ask.")
@output_options(("human", "json", "quiet"))
@click.pass_context
def command(
    context: click.Context,
    card: str,
    repo_id: str,
    create_pr: bool,
    revision: str,
    title: str | None,
    description: str | None,
    eval_results: str | None,
    dry_run: bool,
    yes: bool,
    format_: str | None,
    as_json: bool,
    quiet: bool,
) -> None:
    """Push a card to a model on the Hub: the diff is shown, then one commit or pull request is made."""
    form = chosen_format(format_, as_json, quiet)
    if not is_hub_id(repo_id):
        raise click.UsageError(f"{repo_id!r} is not the id of a model on the Hub, such as user/name")
    options = _Options(repo_id, create_pr, revision, title, description, eval_results, dry_run, yes, form)
    place = next(card_places([card]))
    if not (yes or dry_run) and (form != "human" or place.is_stdin or not sys.stdin.isatty()):
        raise click.UsageError("nobody can be asked here: add --yes, or look with --dry-run")
    try:
        pushed, more = _push(place, options)
    except CardsmithError as error:
        _tell_failure(place, options, error)
        context.exit(2)
    if pushed.message is not None and (yes or dry_run):
        _warn_of(pushed.message.removed)
    if form == "json":
        say_json(push_shape(place.name, pushed))
    elif form == "quiet":
        if url := pushed.pr_url or pushed.commit_url:
            say(url)
    else:
        _tell(pushed, more, options)
    context.exit(2 if pushed.status is PushStatus.SKIPPED and pushed.commit_oid is None else 0)


def _push(place: CardPlace, options: _Options) -> tuple[Pushed, str]:
    """Push the card; return what came of it, and the diff of the files besides the README.md.

    Raises:
        CardsmithError: It could not be read or pushed.
    """
    hub = HubAccess(refresh=True)
    new = load(place, hub).card
    writer = hub.writer
    head = writer.head(options.repo_id, options.revision)
    old = Card.from_bytes(writer.read(options.repo_id, head, README) or b"", options.repo_id)
    extra: Mapping[str, bytes] = {}
    if options.eval_results is not None:
        task_id, _, metric = options.eval_results.partition("=")
        extra = eval_results_files(new, task_id, metric or None, hub.reader)
    more = "".join(_file_diff(writer, options.repo_id, head, path, data) for path, data in extra.items())
    pushed = push_card(
        writer,
        hub.reader,
        repo_id=options.repo_id,
        loaded_sha=head,
        card=old,
        outcome=replacing(old, new),
        refill=lambda theirs, own: replacing(theirs, (on_top if own else merged)(old, new, theirs)),
        create_pr=options.create_pr,
        confirm=_confirm(options, extra, more),
        title=options.title,
        description=options.description,
        extra_files=extra,
        revision=options.revision,
        insist=True,
    )
    return pushed, more


def _confirm(options: _Options, extra: Mapping[str, bytes], more: str) -> Confirm | None:
    """Return who says whether to send: nobody, the dry run, or the person at the terminal."""
    if options.dry_run:
        return lambda _outcome, _diff: False
    if options.yes:
        return None

    def ask(outcome: Outcome, diff: str) -> bool:
        text = push_text(
            outcome,
            options.repo_id,
            create_pr=options.create_pr,
            title=options.title,
            description=options.description,
        )
        files = {**({README: outcome.card.to_bytes()} if diff else {}), **extra}
        _warn_of(removals(outcome))
        _show(Message(text.title, text.description, diff, files), more)
        what = "Propose this to" if options.create_pr else "Commit this to"
        return click.confirm(f"{what} {options.repo_id}?", err=True)

    return ask


def _file_diff(writer: HubWriter, repo_id: str, head: str, path: str, data: bytes) -> str:
    old = (writer.read(repo_id, head, path) or b"").decode("utf-8", "replace")
    return "".join(unified_diff(old, edits_between(old, data.decode("utf-8")), path))


def _tell(pushed: Pushed, more: str, options: _Options) -> None:
    if pushed.message is not None and (options.yes or options.dry_run):
        _show(pushed.message, more)
    for gap in pushed.warnings:
        _tell_gap(gap)
    if pushed.status is PushStatus.DECLINED:
        note(_DONE[pushed.status] + (" (dry run)" if options.dry_run else ""))
        return
    good = pushed.commit_oid is not None or pushed.status is PushStatus.UNCHANGED
    words = _DONE[pushed.status] + (f": {pushed.reason}" if pushed.reason else "")
    say(Styled("✓ " if good else "✗ ", "green" if good else "red"), words)
    if pushed.pr_num is not None:
        say(f"pull request: {pushed.pr_num}")
    if url := pushed.pr_url or pushed.commit_url:
        say(f"url: {url}")


def _show(message: Message, more: str) -> None:
    """Print what is sent."""
    for line in lines_of(message.diff + more):
        if sys.stdout.isatty():
            say(Styled(line.rstrip("\r\n"), DIFF_COLOURS.get(line[0])))
        else:  # byte for byte, so that it can be applied
            sys.stdout.flush()
            sys.stdout.buffer.write(line.encode("utf-8", "surrogateescape"))
            sys.stdout.buffer.flush()
    say()
    say(Styled("title: ", bold=True), message.title)
    say(Styled("description:", bold=True))
    for line in message.description.splitlines():
        say(f"  {line}" if line else "")
    say(Styled("files: ", bold=True), ", ".join(f"{path} ({len(data)} bytes)" for path, data in message.files.items()))


def _warn_of(removed: Iterable[Fix]) -> None:
    """Tell what is on the Hub and not in the card that is sent: it may just be an older one."""
    for fix in removed:
        name = readable_name(fix.field or "")
        note(Styled("Warning: ", "yellow"), f"this removes {name} from the card: {shortened(fix.message, 100)}")


def _tell_gap(gap: Gap) -> None:
    place = f"line {gap.line}: " + (f"`{gap.where}`: " if gap.where else "")
    note(Styled(f"{gap.severity.value}: ", COLOURS[gap.severity]), place, shortened(gap.message, 300))


def _tell_failure(place: CardPlace, options: _Options, error: CardsmithError) -> None:
    gaps = error.gaps if isinstance(error, RejectedCard) else []
    if options.form == "json":
        say_json(failed_push_shape(place.name, options.repo_id, error, gaps))
    else:
        for gap in gaps:
            _tell_gap(gap)
    complain(error)
