"""Rendering: templates that escape everything, and keys that say what a page depends on."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from xstilts_leaderboard.site.table_rows import name_html, reported_html, rows_html
from xstilts_leaderboard.site.writing import Page


@dataclass(frozen=True, slots=True)
class Shown:
    """What every page knows of the site."""

    menu: tuple[tuple[str, str], ...]
    """(path, title) of the pages that every page links to."""
    boards: tuple[dict[str, Any], ...]
    """Name, title and number of rows of each board."""
    base_url: str | None
    made: str
    """From which data the page was made."""


@cache
def code_digest() -> str:
    """SHA-256 of the leaderboard's own code, templates and tables: pages depend on all of it."""
    digest = sha256()
    pending = [files("xstilts_leaderboard")]
    while pending:
        for entry in sorted(pending.pop().iterdir(), key=lambda entry: entry.name):
            if entry.is_dir():
                if entry.name != "__pycache__":
                    pending.append(entry)
            else:
                digest.update(entry.name.encode() + b"\0" + entry.read_bytes())
    return digest.hexdigest()


def key_of(*parts: Any) -> str:
    """The key of a page that depends on these parts, and on the code."""
    return sha256(json.dumps([code_digest(), *parts]).encode()).hexdigest()


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("xstilts_leaderboard.site"),
        autoescape=True,
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {
        "rows_html": rows_html,
        "reported_html": reported_html,
        "name_html": name_html,
    }
    return environment


def template_page(path: str, key: str, template: str, shown: Shown, **context: Any) -> Page:
    """A page from a template.

    Args:
        path: Where it lies.
        key: What it depends on.
        template: The template's name.
        shown: What every page knows.
        context: Values of the template; those that can be called are called when it is rendered.
    """

    def render() -> bytes:
        known = {name: value() if callable(value) else value for name, value in context.items()}
        made = _environment().get_template(template)
        return made.render(up="../" * path.count("/"), here=path, site=shown, **known).encode()

    return Page(path, key, render)


def json_page(path: str, key: str, make: Callable[[], Any]) -> Page:
    """A JSON document."""

    def render() -> bytes:
        text = json.dumps(make(), ensure_ascii=False, sort_keys=True, allow_nan=False)
        return f"{text}\n".encode()

    return Page(path, key, render)
