"""A Typer application of one command that does nothing: what any start and any help must cost."""

from typing import Annotated

import typer

# Plain help is the quicker one; with the default, rich is imported for it.
app = typer.Typer(rich_markup_mode=None)


def show_version(wanted: bool) -> None:
    """Print the version and end."""
    if wanted:
        typer.echo("hello 1.0")
        raise typer.Exit


def periods() -> list[str]:
    """Values to complete with."""
    return ["latest", "all"]


@app.command()
def hello(
    *,
    period: Annotated[str, typer.Option(help="Which period.", autocompletion=periods)] = "latest",
    version: Annotated[bool, typer.Option("--version", callback=show_version, is_eager=True)] = False,  # noqa: ARG001
) -> None:
    """Say hello."""
    typer.echo(f"hello {period}")


if __name__ == "__main__":
    app()
