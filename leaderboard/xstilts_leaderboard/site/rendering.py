"""Rendering: templates that escape all text, and cache keys that cover a page's dependencies."""

import json
from collections.abc import Callable
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from xstilts_leaderboard.site.functions import FUNCTIONS
from xstilts_leaderboard.site.site import Shown
from xstilts_leaderboard.site.writing import Page
from xstilts_leaderboard.tables.lines import decimal


@cache
def code_digest() -> str:
    """SHA-256 of the leaderboard's code, templates and tables, on which every page depends."""
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
    environment.globals |= FUNCTIONS
    environment.filters |= {"decimal": decimal, "json_ld": _json_ld}
    return environment


def _json_ld(value: Any) -> Markup:
    """Serialise JSON for a ``<script>`` data block, escaped so that no tag can end it."""
    return Markup(json.dumps(value, ensure_ascii=False).replace("<", "\\u003c"))


def template_page(path: str, key: str, template: str, shown: Shown, **context: Any) -> Page:
    """A page from a template.

    Args:
        path: Path of the page, relative to the site's root.
        key: Key of its dependencies.
        template: The template's name.
        shown: Values shared by all pages.
        context: Values of the template; callables are evaluated when the page is rendered.
    """

    def render() -> bytes:
        known = {name: value() if callable(value) else value for name, value in context.items()}
        source = known.get("source")
        if source is not None:  # a track's own template
            known["source"] = _environment().from_string(source)
        made = _environment().get_template(template)
        known = {"invented": False} | known
        return made.render(up="../" * path.count("/"), here=path, site=shown, **known).encode()

    return Page(path, key, render)


def json_page(path: str, key: str, make: Callable[[], Any]) -> Page:
    """A JSON document."""

    def render() -> bytes:
        text = json.dumps(make(), ensure_ascii=False, sort_keys=True, allow_nan=False)
        return f"{text}\n".encode()

    return Page(path, key, render)
