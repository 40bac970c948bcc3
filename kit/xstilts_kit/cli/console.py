"""Printing: results to stdout, everything else to stderr."""

import json
import sys
from typing import Any

import click


def print_json(value: Any) -> None:
    """A result as JSON on stdout."""
    text = json.dumps(value, ensure_ascii=False, indent=2)
    click.echo(text.encode("utf-8", "backslashreplace").decode())  # \udcff is JSON's own escape


def note(text: str, quiet: bool = False) -> None:
    """A note on stderr."""
    if not quiet:
        click.echo(text, err=True)


def table_width() -> int:
    """Columns to lay a table out for: the terminal's, or wide enough for a file."""
    import shutil

    return shutil.get_terminal_size((100, 24)).columns if sys.stdout.isatty() else 120


def styled() -> bool:
    """Whether stdout is a terminal that shows bold text."""
    import os

    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"
