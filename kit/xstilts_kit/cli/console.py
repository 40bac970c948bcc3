"""Printing: results to stdout, everything else to stderr."""

import json
import sys
from typing import Any

import click


def print_json(value: Any) -> None:
    """Print a result as JSON on stdout."""
    text = json.dumps(value, ensure_ascii=False, indent=2)
    click.echo(text.encode("utf-8", "backslashreplace").decode())  # \udcff is JSON's own escape


def note(text: str, quiet: bool = False) -> None:
    """Print a note on stderr."""
    if not quiet:
        click.echo(text, err=True)


def table_width() -> int:
    """Return the table width: the terminal's, or a wide default for files."""
    import shutil

    return shutil.get_terminal_size((100, 24)).columns if sys.stdout.isatty() else 120
