"""``xstilts-submit describe``."""

from pathlib import Path
from typing import Any

import click

from xstilts_kit.cli.console import print_json
from xstilts_kit.cli.description import description_options, read_description
from xstilts_kit.cli.options import PATH, as_json, quiet_and_debug


@click.command(name="describe")
@click.argument("submission", type=PATH)
@description_options
@as_json
@quiet_and_debug
def command(submission: Path, json_: bool, quiet: bool, **options: Any) -> None:
    """Change the description of a finished submission: its author, licence, name and so on.

    Nothing is predicted again, and scores.json stays valid. Fields that are not given stay as they
    are; an empty text ("") removes a field. Without options the description is printed.
    """
    from xstilts_kit.exchange.describing import describe, manifest_in
    from xstilts_kit.submission.description import description_of

    before = description_of(manifest_in(submission))
    manifest = describe(submission, read_description(options, before))
    value = manifest.as_json()
    base = description_of(manifest)
    shown = {
        **{key: value[key] for key in ("name", "author", "licence", "supervision", "notes")},
        "base_model": base.base_model,
        "base_revision": base.base_revision,
    }
    if json_:
        print_json(shown)
        return
    for key, text in _lines(shown):
        click.echo(f"{key:<41}{text}")


def _lines(shown: dict[str, Any], within: str = "") -> list[tuple[str, str]]:
    """Every field with its value, one a line."""
    lines: list[tuple[str, str]] = []
    for key, value in shown.items():
        if isinstance(value, dict):
            lines += _lines(value, f"{key}.")
        elif key == "github":
            text = " ".join(f"{one['login']}:{one['id']}" for one in value)
            lines.append((f"{within}{key}", text or "–"))
        elif isinstance(value, list | tuple):
            lines.append((f"{within}{key}", ", ".join(value) or "none"))
        else:
            lines.append((f"{within}{key}", "–" if value is None else _text(value)))
    return lines


def _text(value: object) -> str:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)
