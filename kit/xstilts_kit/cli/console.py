"""Printing: results to stdout, everything else to stderr."""

import json
import sys
from typing import Any

import click


def print_json(value: Any) -> None:
    """Print a result as JSON on stdout, in ASCII alone where stdout cannot hold every character."""
    encoding = (getattr(sys.stdout, "encoding", None) or "utf-8").lower().replace("-", "")
    text = json.dumps(value, ensure_ascii=encoding != "utf8", indent=2)
    click.echo(text.encode("utf-8", "backslashreplace").decode())  # \udcff is JSON's own escape


def note(text: str, quiet: bool = False) -> None:
    """Print a note on stderr."""
    if not quiet:
        click.echo(text, err=True)


def table_width() -> int:
    """Return the table width: the terminal's, or a wide default for files."""
    import shutil

    return shutil.get_terminal_size((100, 24)).columns if sys.stdout.isatty() else 120


def styled() -> bool:
    """Whether stdout is a terminal that shows bold text."""
    import os

    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"
