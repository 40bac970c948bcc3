"""A small mutation fuzzer: never a traceback, never valid when predictions changed."""

import json
import shutil
from pathlib import Path
from random import Random
from typing import Any

import pytest

from examples import make_examples
from xstilts_kit.validation.validating import validate

ROUNDS = 150


def mutate_bytes(rng: Random, content: bytes) -> bytes:
    """One small change anywhere in a file."""
    at = rng.randrange(len(content))
    lines = content.splitlines(keepends=True)
    line = rng.randrange(len(lines))
    return rng.choice(
        (
            lambda: content[:at] + bytes([rng.randrange(256)]) + content[at + 1 :],
            lambda: content[:at],
            lambda: content[:at] + content[at + 1 :],
            lambda: content[:at] + rng.randbytes(3) + content[at:],
            lambda: b"".join(lines[:line] + lines[line + 1 :]),
            lambda: b"".join([*lines, lines[line]]),
            lambda: b"".join(rng.sample(lines, len(lines))),
            lambda: content.replace(b"neutral", b"entailment", 1),
            lambda: content.upper(),
            lambda: content.decode("utf-8", "replace").encode("utf-16"),
        )
    )()


def mutate_json(rng: Random, value: Any) -> Any:
    """One value anywhere in a document replaced, removed or renamed."""
    if isinstance(value, dict) and value and rng.random() < 0.9:
        key = rng.choice(sorted(value))
        changed = dict(value)
        way = rng.random()
        if way < 0.15:
            del changed[key]
        elif way < 0.25:
            changed[f"{key}x"] = changed.pop(key)
        else:
            changed[key] = mutate_json(rng, value[key])
        return changed
    if isinstance(value, list) and value and rng.random() < 0.9:
        index = rng.randrange(len(value))
        way = rng.random()
        if way < 0.15:
            return value[:index] + value[index + 1 :]
        if way < 0.3:
            return [*value, value[index]]
        return [*value[:index], mutate_json(rng, value[index]), *value[index + 1 :]]
    return rng.choice(
        (
            *(None, True, -1, 0, 5.0, 0.5, 1e300, 10**30, [], {}, [[]]),
            *("", "x", "x\n", "../x", "\ud800", "\u202e", "fi", "test", "0" * 64),
        )
    )


def test_changed_prediction_bytes_are_never_valid(tmp_path: Path) -> None:
    rng = Random(1)
    folder = Path(shutil.copytree(make_examples.HERE / "valid", tmp_path / "sub"))
    for number in range(ROUNDS):
        path = folder / rng.choice((make_examples.DE, make_examples.EN, make_examples.PANX))
        before = path.read_bytes()
        changed = mutate_bytes(rng, before)
        path.write_bytes(changed)
        report = validate(folder)
        assert report.valid == (changed == before), (number, changed)
        path.write_bytes(before)


def test_changed_records_with_matching_digests_are_valid_only_in_meaning(tmp_path: Path) -> None:
    """A change that the digests follow passes only if every record still says one legal thing."""
    rng = Random(2)
    for number in range(ROUNDS):
        draft = make_examples.valid()
        path = rng.choice((make_examples.DE, make_examples.PANX))
        draft.files[path] = mutate_bytes(rng, draft.files[path])
        folder = tmp_path / str(number)
        draft.write(folder)
        if validate(folder).valid:
            records = [json.loads(line) for line in draft.files[path].splitlines()]
            assert [record["id"] for record in records] == ["0", "1", "2", "3", "4"]


@pytest.mark.parametrize("path", [make_examples.XQUAD, make_examples.TATOEBA, make_examples.BUCC])
def test_changed_records_of_every_family_are_valid_only_in_meaning(
    path: str, tmp_path: Path
) -> None:
    rng = Random(path)
    task = path.split("/")[1]
    for number in range(ROUNDS // 2):
        draft = make_examples.valid([(task, "de")])
        if len(draft.files[path].splitlines()) < 2:
            draft = make_examples.draft_of("XS413")
        before = [json.loads(line) for line in draft.files[path].splitlines()]
        draft.files[path] = mutate_bytes(rng, draft.files[path])
        folder = tmp_path / str(number)
        draft.write(folder)
        if validate(folder).valid:
            records = [json.loads(line) for line in draft.files[path].splitlines()]
            if task == "bucc2018":
                pairs = [(record["source"], record["target"]) for record in records]
                assert sorted(set(pairs)) == pairs
            else:
                assert [record["id"] for record in records] == [r["id"] for r in before]


@pytest.mark.parametrize("seed", range(3))
def test_a_changed_manifest_never_ends_in_a_traceback(seed: int, tmp_path: Path) -> None:
    rng = Random(f"manifest {seed}")
    for number in range(ROUNDS):
        draft = make_examples.valid()
        draft.seal()
        changed = mutate_json(rng, draft.manifest)
        if rng.random() < 0.3:
            changed = mutate_json(rng, changed)
        draft.raw_manifest = json.dumps(changed).encode("utf-8", "surrogatepass")
        folder = tmp_path / str(number)
        draft.write(folder)
        report = validate(folder)
        if report.valid and report.manifest is not None:
            assert {file.path for file in report.manifest.files} == {
                make_examples.DE,
                make_examples.EN,
                make_examples.PANX,
            }
