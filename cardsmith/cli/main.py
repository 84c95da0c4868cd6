"""The `cardsmith` command: its sub-commands, and the one place that turns errors into exit codes."""

from __future__ import annotations

import io
import os
import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any, NoReturn

import click

from cardsmith import __version__
from cardsmith.cli.completing import paths

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

# What each does, in a few words, so that the list of them imports none.
_COMMANDS = {
    "edit": "Open cards in the editor.",
    "check": "Show every gap: where it is, what would fill it.",
    "suggest": "Show every open question with its evidence.",
    "fill": "Fill cards from answers and evidence.",
    "answers": "Write an answers file with every open question.",
    "report": "Show what came of a run over many cards.",
    "push": "Send a card to the Hub: a commit or a pull request.",
    "results": "Set reported results beside the training table.",
    "snapshot": "Record the Hub metadata that a run would ask for.",
    "rules": "List the rules.",
    "explain": "Explain a rule, with an example.",
    "completion": "Print the script that completes commands.",
}


def _imported(name: str) -> ModuleType:
    """Import a module without looking for garbage on the way: importing makes many objects, and none of them is."""
    import gc
    from importlib import import_module

    was_enabled = gc.isenabled()
    gc.disable()
    try:
        return import_module(name)
    finally:
        if was_enabled:
            gc.enable()


class _LazyGroup(click.Group):
    """Imports a command when it is called, so that each pays only for itself."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        command = _imported(f"cardsmith.cli.{cmd_name}").command if cmd_name in _COMMANDS else None
        return command if isinstance(command, click.Command) else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] in _COMMANDS or args[0].startswith("-"):
            return super().resolve_command(ctx, args)
        if "/" in args[0] or os.path.exists(args[0]):  # a card opens in the editor
            return "edit", self.get_command(ctx, "edit"), args
        from cardsmith.catalogue import close_matches

        close = close_matches(args[0], _COMMANDS)
        meant = close[0] if close else ""
        raise click.UsageError(
            f"there is neither a command nor a file called {args[0]!r}"
            + (f"; did you mean `cardsmith {meant}`?" if meant else ""),
            ctx,
        )

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        return super().shell_complete(ctx, incomplete) or paths(ctx, None, incomplete)  # a card opens in the editor

    def invoke(self, ctx: click.Context) -> Any:
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except BrokenPipeError:
            _drop_stdout()
            ctx.exit(0)
        return result


@click.group(
    cls=_LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="""\b
Examples:
  cardsmith README.md
  cardsmith check user/my-model
  cardsmith fill --non-interactive --answers answers.yaml --diff README.md
  cardsmith push README.md user/my-model --create-pr

A CARD is a file, a folder (its README.md), a Hub id such as user/my-model, or - for standard input.
A CARD alone opens the editor.

\b
Exit codes: 0 done, 1 gaps are open, 2 a card could not be read, verified or written.""",
)
@click.version_option(__version__, "-V", "--version", prog_name="cardsmith", message="%(prog)s %(version)s")
def cli() -> None:
    """Repair model cards of the Hugging Face Hub in place: find every gap, fill it, change nothing else."""


def main(arguments: list[str] | None = None) -> NoReturn:
    """Run the command line and exit. Ctrl-C exits 130, a closed pipe is no error."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a narrow encoding is no reason to stop
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
    except OSError as error:
        _drop_stdout()
        click.echo(f"Error: {error.strerror or error}", err=True)
        sys.exit(2)
    except MemoryError:
        click.echo("Error: there is not enough memory", err=True)
        sys.exit(2)


def _drop_stdout() -> None:
    """Send what is still to be printed nowhere, so that the interpreter's last flush does not fail again."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
