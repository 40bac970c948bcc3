"""Options for the manifest: the author, and how the model was trained."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

import click

from xstilts_kit.cli.options import key_values
from xstilts_kit.diagnostics.errors import UsageError, nearest

if TYPE_CHECKING:
    from xstilts_kit.submission.description import Description
    from xstilts_kit.submission.manifest import Supervision

_Command = TypeVar("_Command", bound=Callable[..., Any])

_OPTIONS = (
    click.option("--name", help="The submission's name (default: the folder's name)."),
    click.option("--author", help="Who made the predictions."),
    click.option("--contact", help="How to reach the author."),
    click.option("--url", help="A page about the model."),
    click.option(
        "--github", "accounts", multiple=True, metavar="LOGIN:ID", help="Owner. Repeatable."
    ),
    click.option("--licence", help="Licence of the predictions, e.g. CC-BY-4.0."),
    click.option("--base-model", metavar="ID[@REVISION]", help="The model that was fine-tuned."),
    click.option(
        "--supervision",
        "supervision",
        multiple=True,
        metavar="FIELD=VALUE",
        help="How the model was trained and chosen: labelled_languages=en,"
        " model_selection=english-dev, intermediate_tasks=mnli, translated_training_data=no …"
        " Repeatable.",
    ),
    click.option("--notes", help="Plain text, 2,000 characters at most."),
)


def description_options(command: _Command) -> _Command:
    """Add ``--name``, ``--author`` and the others that describe a submission."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


DESCRIBING = (
    "name", "author", "contact", "url", "accounts", "licence", "base_model", "supervision", "notes"
)  # fmt: skip
"""The parameters that `description_options` adds to a command."""


def read_description(options: Mapping[str, Any], before: "Description | None" = None) -> Any:
    """The `Description` in a command's options.

    Args:
        options: The command's parameters.
        before: What holds where an option is not given; an empty text takes it away.

    Raises:
        UsageError: A value is not valid in the manifest.
    """
    from xstilts_kit.submission.description import Description
    from xstilts_kit.submission.manifest import Author, GitHubAccount

    accounts = []
    for account in options["accounts"]:
        login, _, number = account.partition(":")
        if not number.isdecimal() or int(number) < 1:
            raise UsageError(
                f"--github {account}: there is no LOGIN:ID.",
                "The id is a number: see https://api.github.com/users/LOGIN.",
            )
        accounts.append(GitHubAccount(login, int(number)))
    clears = before is not None
    before = before or Description()
    author = before.author

    def given(option: str, otherwise: str | None) -> str | None:
        value: str | None = options[option]
        if value is None:
            return otherwise
        return None if clears and not value else value

    base, revision = before.base_model, before.base_revision
    if options["base_model"] is not None:
        base, _, revision = options["base_model"].partition("@")
    description = Description(
        name=options["name"] if options["name"] is not None else before.name,
        author=Author(
            given("author", author.name),
            given("contact", author.contact),
            given("url", author.url),
            tuple(accounts) or author.github,
        ),
        licence=given("licence", before.licence),
        supervision=_supervision(options["supervision"], before.supervision),
        base_model=base or None,
        base_revision=revision or None,
        notes=given("notes", before.notes),
    )
    _check_fields(description)
    return description


def _supervision(values: tuple[str, ...], before: "Supervision") -> Any:
    """Supervision from ``field=value``; lists are separated by commas, truth is yes or no."""
    from dataclasses import fields, replace

    from xstilts_kit.submission.manifest import Supervision

    known = [field.name for field in fields(Supervision)]
    found: dict[str, Any] = {}
    for key, value in key_values("--supervision", values).items():
        if key not in known:
            raise UsageError(
                f"--supervision has no field {key!r}.",
                nearest(key, known, otherwise=f"The fields are: {', '.join(known)}."),
            )
        if key in ("labelled_languages", "intermediate_tasks", "chosen_on_test", "lexicons"):
            found[key] = () if value == "none" else tuple(value.split(","))
            if len(set(found[key])) < len(found[key]):
                raise UsageError(f"--supervision {key}={value} names one twice.", "Name it once.")
        elif key == "ensemble_of":
            found[key] = int(value) if value.isdecimal() else value
        elif key == "model_selection":
            found[key] = value
        else:
            found[key] = {"yes": True, "no": False}.get(value, value)
    return replace(before, **found)


def _check_fields(description: Any) -> None:
    """Reject values that violate the manifest's schema, before anything is computed."""
    from dataclasses import asdict
    from json import dumps, loads

    from jsonschema import Draft202012Validator

    from xstilts_schemas import load

    properties = load("manifest")["properties"]
    model = properties["models"]["items"]["properties"]
    properties = {**properties, **{key: model[key] for key in ("base_model", "base_revision")}}
    for name in ("author", "licence", "supervision", "notes", "base_model", "base_revision"):
        value = getattr(description, name)
        value = asdict(value) if name in ("author", "supervision") else value
        validator = Draft202012Validator(properties[name])
        for error in validator.iter_errors(loads(dumps(value))):
            where = ".".join(map(str, (name, *error.absolute_path)))
            raise UsageError(
                f"{where}: {_short(error.message)}.", "See `xstilts-submit describe --help`."
            )


def _short(text: str, most: int = 200) -> str:
    """Shorten a message in the middle, as it may quote a long value."""
    return text if len(text) <= most else f"{text[: most // 2]} … {text[-most // 2 :]}"
