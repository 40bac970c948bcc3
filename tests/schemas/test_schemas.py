"""The schemas themselves."""

import json
import socket
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator

import xstilts_schemas
from xstilts_kit.families import all_families
from xstilts_kit.submission.manifest import manifest_from_json

NAMES = xstilts_schemas.names()

WRITTEN = ("board-file", "recipe-file")
"""Schemas of files that people write by hand."""
LATER = "Came later: absent in older files"
"""The comment of a property that older files do not have."""


def parts(node: Any) -> Iterator[dict[str, Any]]:
    """Every object inside a schema."""
    if isinstance(node, dict):
        yield node
        for value in node.values():
            yield from parts(value)
    elif isinstance(node, list):
        for value in node:
            yield from parts(value)


def test_there_is_a_schema_for_each_file_of_the_contract_and_each_family() -> None:
    records = {family.record_schema for family in all_families().values()}
    assert (
        set(NAMES)
        >= {"manifest", "scores", "comparison", "edition", "inputs", "study", "recipe"} | records
    )


def test_an_unknown_schema_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        xstilts_schemas.load("manifesto")


@pytest.mark.parametrize("name", NAMES)
def test_a_schema_is_sound_and_carries_the_constant_base(name: str) -> None:
    schema = xstilts_schemas.load(name)
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["$id"] == f"{xstilts_schemas.BASE}{name}.schema.json"
    assert schema["title"]
    assert schema["description"]


@pytest.mark.parametrize("name", NAMES)
def test_examples_are_valid_and_need_no_network(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*arguments: object) -> None:
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    examples = xstilts_schemas.load(name)["examples"]
    assert examples
    for example in examples:
        assert xstilts_schemas.validator(name).is_valid(example)


@pytest.mark.parametrize("name", NAMES)
def test_every_object_with_fields_refuses_others_and_needs_all_of_its_own(name: str) -> None:
    if name in WRITTEN:
        return
    for part in parts({k: v for k, v in xstilts_schemas.load(name).items() if k != "examples"}):
        if "properties" in part:
            assert "object" in part["type"]
            assert part["additionalProperties"] is False
            properties = part["properties"].items()
            assert part["required"] == [k for k, v in properties if v.get("$comment") != LATER]


@pytest.mark.parametrize("name", WRITTEN)
def test_what_people_write_may_leave_out_a_field_but_not_invent_one(name: str) -> None:
    for part in parts({k: v for k, v in xstilts_schemas.load(name).items() if k != "examples"}):
        if "additionalProperties" in part and "properties" in part:
            assert part["additionalProperties"] is False
            assert set(part["required"]) <= set(part["properties"])


@pytest.mark.parametrize("name", ["manifest", "pointer", "withdrawal"])
def test_nothing_that_a_contributor_writes_is_without_bound(name: str) -> None:
    schema = xstilts_schemas.load(name)
    for part in parts({k: v for k, v in schema.items() if k != "examples"}):
        kinds = part.get("type", [])
        kinds = {kinds} if isinstance(kinds, str) else set(kinds)
        if not kinds or part.keys() & {"enum", "const"}:
            continue
        if kinds & {"integer", "number"}:
            assert -(2**64) <= part["minimum"] < part["maximum"] <= 2**64, part
        if "string" in kinds:
            assert "maxLength" in part or "pattern" in part, part
        if "array" in kinds:
            assert part["maxItems"] <= 5000, part
        if "object" in kinds and part.get("additionalProperties") is not False:
            assert part["maxProperties"] <= 1000, part


def test_a_manifest_read_and_written_is_the_same() -> None:
    (example,) = xstilts_schemas.load("manifest")["examples"]
    written = json.loads(json.dumps(manifest_from_json(example).as_json()))
    assert written == example
    properties = xstilts_schemas.load("manifest")["properties"].items()
    assert list(written) == [k for k, v in properties if v.get("$comment") != LATER]


@pytest.mark.parametrize(
    "path", ["../secret", "/etc/passwd", "a/../../b", "a//b", ".hidden", "a b"]
)
def test_a_path_that_leaves_the_folder_is_refused(path: str) -> None:
    (example,) = json.loads(json.dumps(xstilts_schemas.load("manifest")["examples"]))
    example["files"][0]["path"] = path
    assert not xstilts_schemas.validator("manifest").is_valid(example)


@pytest.mark.parametrize(
    "place",
    [
        ("schema",),
        ("suite",),
        ("name",),
        ("created",),
        ("author", "github", 0, "login"),
        ("models", 0, "revision"),
        ("models", 0, "tasks", 0),
        ("models", 0, "digest"),
        ("data", 0, "task"),
        ("data", 0, "language"),
        ("data", 0, "split"),
        ("data", 0, "edition"),
        ("data", 0, "source"),
        ("data", 0, "inputs_fingerprint"),
        ("files", 0, "path"),
        ("files", 0, "sha256"),
    ],
    ids=lambda place: ".".join(map(str, place)),
)
@pytest.mark.parametrize("end", ["\n", "\0", "\u202e"], ids=["newline", "nul", "turned"])
def test_a_name_ends_where_its_pattern_ends(place: tuple[str | int, ...], end: str) -> None:
    """Python's ``$`` also matches before a last newline; ECMA-262's, which is meant, does not."""
    (example,) = json.loads(json.dumps(xstilts_schemas.load("manifest")["examples"]))
    example["author"]["github"] = [{"login": "someone", "id": 1}]
    example["models"][0]["revision"] = "0" * 40
    assert xstilts_schemas.validator("manifest").is_valid(example)
    *path, last = place
    part: Any = example
    for step in path:
        part = part[step]
    assert isinstance(part[last], str)
    part[last] += end
    assert not xstilts_schemas.validator("manifest").is_valid(example)


@pytest.mark.parametrize("name", NAMES)
def test_no_schema_refers_to_another_address(name: str) -> None:
    for part in parts(xstilts_schemas.load(name)):
        for key in ("$ref", "$dynamicRef"):
            reference = part.get(key, "")
            assert reference.startswith(("#", xstilts_schemas.BASE)) or reference == ""
