"""Submissions with chosen answers: the shared one rewritten, or new ones from dataclasses."""

import json
from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from xstilts_kit.submission.manifest import (
    SCHEMA,
    Author,
    DataEntry,
    Manifest,
    Model,
    PredictionFile,
    Settings,
    Supervision,
)
from xstilts_kit.submission.version import this_kit
from xstilts_kit.tasks import get_task

Answers = Sequence[str] | Sequence[Sequence[str]]
Rewrite = Callable[..., None]
Build = Callable[..., Path]


_RECORDS: Mapping[str, Callable[[int, Any], dict[str, Any]]] = {
    "classification": lambda row, label: {"id": str(row), "label": label},
    "tagging": lambda row, tags: {"id": str(row), "tags": tags},
    "span_qa": lambda row, text: {"id": f"q{row}", "answer": text},
    "retrieval": lambda row, match: {"id": str(row), "match": match},
    "multiple_choice": lambda row, choice: {"id": str(row), "choice": choice},
    "ranking": lambda row, names: {"id": f"q{row}", "ranking": names.split()},
    "mining": lambda _, pair: {"source": pair[0], "target": pair[1], "score": None},
}


def _content(task: str, language: str, answers: Answers) -> bytes:
    records = [_RECORDS[get_task(task).family](i, answer) for i, answer in enumerate(answers)]
    if task == "lareqa":
        records = [record | {"id": f"{record['id']}_{language}"} for record in records]
    return "".join(f"{json.dumps(r, ensure_ascii=False)}\n" for r in records).encode()


def _listed(path: str, content: bytes) -> dict[str, Any]:
    return {
        "path": path,
        "sha256": sha256(content).hexdigest(),
        "bytes": len(content),
        "records": content.count(b"\n"),
    }


@pytest.fixture
def rewrite() -> Rewrite:
    """Gives a cell of a submission other answers, and the manifest their digest."""

    def answer(folder: Path, task: str, language: str, answers: Answers) -> None:
        path = f"predictions/{task}/{language}.jsonl"
        content = _content(task, language, answers)
        (folder / path).write_bytes(content)
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        manifest["files"] = [
            _listed(path, content) if file["path"] == path else file for file in manifest["files"]
        ]
        (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")

    return answer


@pytest.fixture
def build() -> Build:
    """Writes a submission of (task, language) → answers; other fields of its data by keyword."""

    def write(
        folder: Path,
        cells: Mapping[tuple[str, str], Answers],
        suite: str = "xtreme-8",
        fingerprints: Mapping[tuple[str, str], str] | None = None,
        **fields: Any,
    ) -> Path:
        files, data = [], []
        for (task, language), answers in cells.items():
            content = _content(task, language, answers)
            path = folder / f"predictions/{task}/{language}.jsonl"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            listed = _listed(path.relative_to(folder).as_posix(), content)
            files.append(PredictionFile(**listed))
            own: dict[str, Any] = {
                "split": "test",
                "edition": None,
                "source": "folder",
                "source_revision": None,
                "examples": len(answers),
                "limit": None,
                "transform": None,
                "inputs_fingerprint": (fingerprints or {}).get((task, language)),
            }
            data.append(DataEntry(task=task, language=language, **(own | fields)))
        model = Model(
            tasks=tuple(dict.fromkeys(task for task, _ in cells)),
            languages=None,
            kind="imported",
            id="invented",
            revision=None,
            files=(),
            digest=None,
            base_model=None,
            base_revision=None,
            parameters=None,
            architecture=None,
            label_map=None,
        )
        manifest = Manifest(
            schema=SCHEMA,
            suite=suite,
            name="invented",
            created="2026-01-01T00:00:00Z",
            kit=this_kit(),
            author=Author(),
            licence=None,
            models=(model,),
            supervision=Supervision(),
            settings=Settings(
                dtype=None,
                device=None,
                batch_tokens=None,
                batch_reductions=0,
                max_lengths={},
                doc_stride=None,
                retrieval=None,
                thresholds={},
                seed=None,
                libraries={},
                attention=None,
            ),
            data=tuple(data),
            files=tuple(files),
        )
        (folder / "manifest.json").write_text(json.dumps(manifest.as_json()), encoding="utf-8")
        return folder

    return write
