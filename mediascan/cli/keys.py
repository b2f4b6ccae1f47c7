"""`mediascan keys`: make, show and trust keys."""

from pathlib import Path
from typing import Annotated

import typer

from mediascan.cli.console import line
from mediascan.cli.passphrase import passphrase
from mediascan.model.display import show as shown
from mediascan.model.errors import UsageError
from mediascan.runs import keys as run

app = typer.Typer(help="Make, show and trust keys.", no_args_is_help=True, rich_markup_mode=None)


@app.command()
def new(
    path: Annotated[Path | None, typer.Argument(help="File for the private key.")] = None,
    label: Annotated[str, typer.Option(help="Whose key it is.")] = "",
    passphrase_file: Annotated[Path | None, typer.Option(help="File with a passphrase.")] = None,
    passphrase_fd: Annotated[int | None, typer.Option(help="Descriptor with it.")] = None,
    unprotected: Annotated[bool, typer.Option("--unprotected", help="No passphrase.")] = False,
) -> None:
    """Make an Ed25519 key, encrypted with a passphrase."""
    secret = None
    if not unprotected:
        secret = passphrase(passphrase_file, passphrase_fd)()
        if passphrase_file is None and passphrase_fd is None:
            again = typer.prompt("The same again", hide_input=True, err=True)
            if again.encode("utf-8") != secret:
                raise UsageError("The two passphrases differ.")
    _print(run.new(path, secret, label))


@app.command()
def show(
    path: Annotated[Path | None, typer.Argument(help="A key file; without: our own.")] = None,
    passphrase_file: Annotated[Path | None, typer.Option(help="File with its passphrase.")] = None,
    passphrase_fd: Annotated[int | None, typer.Option(help="Descriptor with it.")] = None,
) -> None:
    """Show a key and the keys that are trusted here."""
    _print(run.show(path, passphrase(passphrase_file, passphrase_fd)))
    if path is None:
        for card in run.trusted():
            line(f"trusted: {card.key_id}  {shown(card.label)}  since {card.since}")


@app.command()
def trust(
    public_key: Annotated[Path, typer.Argument(help="Public key, as in a report folder.")],
    label: Annotated[str, typer.Option(help="Whose key it is.")] = "",
) -> None:
    """Vouch for a key: reports that it signed then verify here."""
    card = run.trust(public_key, label)
    line(f"Trusted from now on: {card.key_id}  {shown(card.label)}")


def _print(card: run.KeyCard) -> None:
    line(f"key id: {card.key_id}")
    facts = {"label": card.label, "since": card.since, "made on": card.host}
    for name, value in facts.items():
        if value:
            line(f"{name}: {shown(value)}")
    if card.path:
        line(f"private key: {card.path}")
    if card.public_path:
        line(f"public key: {card.public_path}")
    if card.protected is not None:
        line("protected by a passphrase" if card.protected else "not protected by a passphrase")
    for one in card.public_pem.splitlines():
        line(one)
