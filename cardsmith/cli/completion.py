"""`cardsmith completion`: what a shell needs to complete commands, options, rules and files."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

_SHELLS = ("bash", "zsh", "fish")


@click.command(
    "completion",
    epilog="""\b
Examples:
  cardsmith completion bash > ~/.local/share/bash-completion/completions/cardsmith
  cardsmith completion zsh > ~/.zfunc/_cardsmith    # with ~/.zfunc in $fpath
  cardsmith completion fish > ~/.config/fish/completions/cardsmith.fish""",
)
@click.argument("shell", type=click.Choice(_SHELLS))
@click.pass_context
def command(context: click.Context, shell: str) -> None:
    """Print the script that makes a shell complete cardsmith's commands, options, rules and files."""
    kind = get_completion_class(shell)
    assert kind is not None
    script = kind(context.find_root().command, {}, "cardsmith", "_CARDSMITH_COMPLETE")
    click.echo(_for_both_names(script.source_template % script.source_vars()))


def _for_both_names(script: str) -> str:
    """Return the script of one name of the command for both: `hf cardsmith` calls the other one."""
    lines: list[str] = []
    for line in script.splitlines():
        word, own = line.strip().partition(" ")[0], [line]
        if word in ("#compdef", "compdef"):  # zsh takes several names
            own = [line + " hf-cardsmith"]
        elif word == "complete" and " cardsmith" in line:  # bash and fish take one
            own = [line, line.replace(" cardsmith", " hf-cardsmith")]
        lines += own
    return "\n".join(lines)
