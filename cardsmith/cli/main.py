"""The `cardsmith` command: its sub-commands, and the one place that turns errors into exit codes."""

from __future__ import annotations

import sys
from typing import NoReturn

import click

from cardsmith import __version__

_COMMANDS = {"check": "cardsmith.cli.check", "fill": "cardsmith.cli.fill", "results": "cardsmith.cli.results"}


class _LazyGroup(click.Group):
    """Imports a command when it is called, so that each pays only for itself."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        from importlib import import_module

        module = _COMMANDS.get(cmd_name)
        command = import_module(module).command if module else None
        return command if isinstance(command, click.Command) else None


@click.group(
    cls=_LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="""\b
Examples:
  cardsmith check README.md
  cardsmith fill --non-interactive --answers answers.yaml --diff README.md
  cardsmith results README.md

A CARD is a file, a folder (its README.md), or - for standard input.

\b
Exit codes: 0 done, 1 gaps are open, 2 a card could not be read, verified or written.""",
)
@click.version_option(__version__, "-V", "--version", prog_name="cardsmith", message="%(prog)s %(version)s")
def cli() -> None:
    """Repair model cards of the Hugging Face Hub in place: find every gap, fill it, change nothing else."""


def main(arguments: list[str] | None = None) -> NoReturn:
    """Run the command line and exit. Ctrl-C exits 130, a closed pipe is no error."""
    try:
        code = cli.main(args=arguments, prog_name="cardsmith", standalone_mode=False)
        sys.exit(code if isinstance(code, int) else 0)
    except click.exceptions.Exit as done:
        sys.exit(done.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("Interrupted; nothing is half-written.", err=True)
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
