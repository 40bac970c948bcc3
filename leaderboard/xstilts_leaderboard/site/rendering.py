"""Rendering: templates that escape all text, and cache keys that cover a page's dependencies."""

import json
from collections.abc import Callable, Mapping
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from xstilts_leaderboard.site.functions import FUNCTIONS
from xstilts_leaderboard.site.site import Shown
from xstilts_leaderboard.site.writing import Page, Part, whole_page
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
        auto_reload=False,
    )
    environment.globals |= FUNCTIONS
    environment.filters |= {"decimal": decimal, "json_ld": _json_ld}
    return environment


def _json_ld(value: Any) -> Markup:
    """Serialise JSON for a ``<script>`` data block, escaped so that no tag can end it."""
    return Markup(json.dumps(value, ensure_ascii=False).replace("<", "\\u003c"))


def template_page(path: str, key: str, template: str, shown: Shown, **context: Any) -> Page:
    """A page from a template; arguments as in `_render`, with the key of its dependencies."""
    return whole_page(path, _framed(key, shown), lambda: _render(path, template, shown, context))


def parted_page(
    path: str,
    key: str,
    template: str,
    shown: Shown,
    *,
    own: str,
    fragments: Callable[[], Mapping[str, Part]],
    **context: Any,
) -> Page:
    """A page from a template with fragments that change more often than the rest.

    The template gets a fragment named ``heat`` as ``fragments.heat``. Between two fragments lies a
    part that depends on `own` alone.

    Args:
        path: Path of the page, relative to the site's root.
        key: Key of all its dependencies.
        template: The template's name.
        shown: Values shared by all pages.
        own: Key of the dependencies of everything but the fragments.
        fragments: Name → fragment, in the order in which the template has them, each once.
        context: As in `template_page`.
    """
    own = _framed(own, shown)

    def parts() -> list[Part]:
        found = fragments()
        marks = {name: Markup(f"\0{name}\0") for name in found}

        @cache
        def between() -> list[bytes]:
            text, pieces = _render(path, template, shown, {**context, "fragments": marks}), []
            for mark in marks.values():
                before, text = text.split(mark.encode())
                pieces.append(before)
            return [*pieces, text]

        def piece(place: int) -> Part:
            return Part(key_of(own, place), lambda: between()[place])

        joined = [part for n, one in enumerate(found.values()) for part in (piece(n), one)]
        return [*joined, piece(len(found))]

    return Page(path, _framed(key, shown), parts)


def _framed(key: str, shown: Shown) -> str:
    """The key of a page's dependencies together with what the frame around all pages shows."""
    return key_of(key, shown.documentation)


def fragment(key: str, template: str, **context: Any) -> Part:
    """A fragment of a page from a template."""
    return Part(key, lambda: _environment().get_template(template).render(**context).encode())


def text_part(key: str, make: Callable[[], str]) -> Part:
    """A part from HTML that is escaped already."""
    return Part(key, lambda: make().encode())


def _render(path: str, template: str, shown: Shown, context: Mapping[str, Any]) -> bytes:
    """Render a template.

    Args:
        path: Path of the page, relative to the site's root.
        template: The template's name.
        shown: Values shared by all pages.
        context: Values of the template; callables are evaluated.
    """
    known = {name: value() if callable(value) else value for name, value in context.items()}
    source = known.get("source")
    if source is not None:  # a track's own template
        known["source"] = _environment().from_string(source)
    made = _environment().get_template(template)
    known = {"invented": False} | known
    return made.render(up="../" * path.count("/"), here=path, site=shown, **known).encode()


def json_page(path: str, key: str, make: Callable[[], Any]) -> Page:
    """A JSON document."""

    def render() -> bytes:
        text = json.dumps(make(), ensure_ascii=False, sort_keys=True, allow_nan=False)
        return f"{text}\n".encode()

    return whole_page(path, key, render)
