"""A command line that cannot be parsed, said as every other error is: what is wrong, and what to write instead."""

import difflib
import re
from typing import Any

import typer

MISUSE: type[Exception] = typer.BadParameter.__mro__[1]
"""What Typer raises for any command line it cannot parse; it exports the subclass alone."""

_COMMAND = re.compile(r"No such command '(?P<name>.*)'\.")
_REWORDED = (
    (re.compile(r"Got unexpected extra argument.* \((.*)\)"), r"it takes no more arguments: \1"),
    (re.compile(r"Option '(.*)' requires an argument\."), r"\1 needs a value"),
    (re.compile(r"Option '(.*)' does not take a value\."), r"\1 takes no value"),
)


def is_help(error: Exception) -> bool:
    """Whether this is no error but the help that stands in for a missing command."""
    return type(error).__name__ == "NoArgsIsHelpError"


def explained(error: Any) -> tuple[str, str]:  # noqa: ANN401 - the class is not exported
    """Give the message and the hint for a command line that cannot be parsed."""
    context = error.ctx
    path = context.command_path if context is not None else "resumetrack COMMAND"
    options = [name for one in context.command.get_params(context) for name in one.opts] if context is not None else []
    look = f"`{path} --help` lists what it takes"
    if hasattr(error, "possibilities"):
        return f"{path} has no option {error.option_name}", _hint(error.option_name, options, look)
    unknown = _COMMAND.match(error.message or "")
    if unknown and context is not None:
        names = context.command.list_commands(context)
        return f"there is no command {path} {unknown['name']}", _hint(unknown["name"], names, look)
    if hasattr(error, "param_type") and error.param is not None:
        return f"{path} needs {error.param.metavar or error.param.name}", look
    message = error.format_message()
    for pattern, words in _REWORDED:
        if pattern.fullmatch(message):
            message = pattern.sub(words, message)
    return (message if context is None else f"{path}: {message}"), look


def _hint(name: str, known: list[str], look: str) -> str:
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.75)
    return f"did you mean {near[0]}? {look}" if near else look
