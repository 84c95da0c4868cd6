"""`cardsmith answers`: a file to write answers into, with every open question once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from cardsmith.batch.answers_template import Open, answers_template, open_questions
from cardsmith.batch.in_order import in_order
from cardsmith.batch.places import CardPlace, ignored_rules, load
from cardsmith.batch.run import AT_ONCE
from cardsmith.batch.sources import Wanted, wanted_places
from cardsmith.checking import suggest
from cardsmith.cli.batch_options import source_options
from cardsmith.cli.hub import HubAccess, hub_options
from cardsmith.cli.options import rule_options
from cardsmith.cli.output import complain, note
from cardsmith.errors import CardError, CardsmithError
from cardsmith.files import write_atomically


@click.command(
    "answers",
    epilog="""\b
Examples:
  cardsmith answers README.md -o answers.yaml
  cardsmith answers --offline models/ -o answers.yaml
  cardsmith fill --non-interactive --answers answers.yaml models/

A question that several cards ask, such as the licence, stands under `defaults` once; what is different for each
card stands under `cards`. Values that are known stand above as comments. The file changes nothing until
something is written into it.

\b
Exit codes: 0 done, 2 a card could not be read.""",
)
@source_options
@rule_options
@click.option("--limit", type=click.IntRange(1), metavar="N", help="Ask for this many cards at most.")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Write it to this new file.")
@click.option("--force", is_flag=True, help="Replace the file if it is there.")
@hub_options
@click.pass_context
def command(
    context: click.Context,
    wanted: Wanted,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    limit: int | None,
    output: Path | None,
    force: bool,
    hub: HubAccess,
) -> None:
    """Write an answers file with every open question, to be filled in."""
    if output is not None and output.exists() and not force:
        raise click.UsageError(f"{output} is there already, and may hold answers; --force replaces it")
    failed = False

    def ask(place: CardPlace) -> Open | CardsmithError:
        try:
            loaded = load(place, hub)
            gaps = suggest(
                loaded.card, providers=hub.providers(place, loaded), ignore=ignored_rules(place, ignore)
            ).gaps
        except CardsmithError as error:
            return error
        return open_questions(place.repo_id or place.name, (gap for gap in gaps if not select or gap.rule in select))

    def asked() -> Iterator[Open]:
        nonlocal failed
        places = wanted_places(wanted, hub, hub.models_of, AT_ONCE)
        taken = (place for place, _ in zip(places, range(limit), strict=False)) if limit is not None else places
        for _, found in in_order(ask, taken, AT_ONCE):
            if isinstance(found, CardsmithError):
                complain(found)
                failed = True
            else:
                yield found

    try:
        lines = answers_template(asked())
        if output is None:
            for line in lines:
                click.echo(line, nl=False)
        else:
            write_atomically(output, (line.encode("utf-8") for line in lines))
            note(f"Written to {output}; what is left empty changes nothing.")
    except CardError as error:
        complain(error)
        failed = True
    context.exit(2 if failed else 0)
