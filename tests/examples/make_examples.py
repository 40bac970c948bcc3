"""Builds the example folders: a valid submission, and one for each problem code that triggers it.

``python tests/examples/make_examples.py`` writes them anew beside this file; a test holds that they
are what this makes and that `validate` finds in each what its name says.
"""

import copy
import json
import shutil
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from xstilts_kit import miniature
from xstilts_kit.cell import Cell
from xstilts_kit.editions import all_editions
from xstilts_schemas import load

HERE = Path(__file__).parent
LIMIT = 5
CELLS = (("xnli", "de"), ("xnli", "en"), ("panx", "en"))
DE = "predictions/xnli/de.jsonl"
EN = "predictions/xnli/en.jsonl"
PANX = "predictions/panx/en.jsonl"
XQUAD = "predictions/xquad/de.jsonl"
TATOEBA = "predictions/tatoeba/de.jsonl"
BUCC = "predictions/bucc2018/de.jsonl"
EVERY_FAMILY = (*CELLS, ("xquad", "de"), ("tatoeba", "de"), ("bucc2018", "de"))

(EDITION,) = (name for name in all_editions() if name.startswith("mini-"))


@dataclass
class Draft:
    """A submission folder before it is written."""

    manifest: dict[str, Any]
    files: dict[str, bytes]
    links: dict[str, str] = field(default_factory=dict)
    raw_manifest: bytes | None = None
    """Written instead of the manifest."""
    sealed: bool = True
    """Whether digests and sizes in the manifest follow the files."""

    def seal(self) -> None:
        for entry in self.manifest["files"]:
            content = self.files.get(entry["path"], b"")
            entry["sha256"] = sha256(content).hexdigest()
            entry["bytes"] = len(content)

    def write(self, folder: Path) -> None:
        if self.sealed:
            self.seal()
        manifest = self.raw_manifest
        if manifest is None:
            manifest = f"{json.dumps(self.manifest, ensure_ascii=False, indent=1)}\n".encode()
        contents = dict(self.files)
        if manifest:
            contents["manifest.json"] = manifest
        for name, content in contents.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        for name, target in self.links.items():
            (folder / name).symlink_to(target)

    def replace(self, path: str, old: str, new: str) -> None:
        """Change the first occurrence of a text in a file."""
        content = self.files[path].decode()
        assert old in content, (path, old)
        self.files[path] = content.replace(old, new, 1).encode()


def valid(cells: Sequence[tuple[str, str]] = CELLS) -> Draft:
    """Predictions for the first five examples of some (task, language) of the miniature."""
    manifest = copy.deepcopy(load("manifest")["examples"][0])
    manifest |= {"suite": "mini", "name": "valid", "data": [], "files": []}
    manifest["models"][0] |= {"tasks": list(dict.fromkeys(task for task, _ in cells))}
    files: dict[str, bytes] = {}
    for task, language in cells:
        entry = all_editions()[EDITION].entries[Cell(task, language)]
        manifest["data"].append(
            {
                "task": task,
                "language": language,
                "split": "test",
                "edition": EDITION,
                "source": "mini",
                "source_revision": None,
                "examples": entry.examples,
                "limit": LIMIT,
                "transform": None,
                "inputs_fingerprint": entry.inputs,
            }
        )
        path = f"predictions/{task}/{language}.jsonl"
        lines = [json.dumps(r, ensure_ascii=False) for r in _records(task, language)]
        files[path] = "".join(f"{line}\n" for line in lines).encode()
        manifest["files"].append({"path": path, "sha256": "", "bytes": 0, "records": len(lines)})
    return Draft(manifest, files)


def _records(task: str, language: str) -> list[dict[str, Any]]:
    """Records that say what the gold says."""
    gold = miniature.LABELS / task / f"test-{language}.tsv"
    if task == "xquad":
        document = json.loads(gold.with_suffix(".json").read_text(encoding="utf-8"))
        paragraphs = [p for article in document["data"] for p in article["paragraphs"]]
        entries = [entry for paragraph in paragraphs for entry in paragraph["qas"]]
        return [{"id": e["id"], "answer": e["answers"][0]["text"]} for e in entries[:LIMIT]]
    text = gold.read_text(encoding="utf-8")
    if task == "bucc2018":
        pairs = [line.split("\t") for line in text.splitlines()]
        first = [pair for pair in pairs if int(pair[0].partition("-")[2]) <= LIMIT]
        return [{"source": one, "target": two, "score": 1.125} for one, two in first]
    if task == "panx":
        answers: list[Any] = [{"tags": block.split("\n")} for block in text.split("\n\n")]
    else:
        field_ = "match" if task == "tatoeba" else "label"
        answers = [{field_: line} for line in text.split("\n")]
    return [{"id": str(i)} | answer for i, answer in enumerate(answers[:LIMIT])]


def _lines(draft: Draft, path: str) -> list[bytes]:
    return draft.files[path].splitlines(keepends=True)


def no_manifest(draft: Draft) -> None:
    draft.raw_manifest = b""


def link(draft: Draft) -> None:
    del draft.files[DE]
    draft.links[DE] = "en.jsonl"


def stray_file(draft: Draft) -> None:
    draft.files["notes.txt"] = b"Remember to ask about the seed.\n"


def missing_file(draft: Draft) -> None:
    draft.seal()
    draft.sealed = False
    del draft.files[DE]


def changed_file(draft: Draft) -> None:
    draft.seal()
    draft.sealed = False
    draft.files[DE] = draft.files[DE].replace(b"neutral", b"contradiction", 1)


def cut_manifest(draft: Draft) -> None:
    draft.seal()
    draft.raw_manifest = json.dumps(draft.manifest, indent=1).encode()[:400]


def unknown_field(draft: Draft) -> None:
    draft.manifest["best_model_ever"] = True


def other_version(draft: Draft) -> None:
    draft.manifest["schema"] = "xstilts-manifest-v9"


def unknown_language(draft: Draft) -> None:
    draft.manifest["data"][0]["language"] = "fi"


def contradiction(draft: Draft) -> None:
    del draft.manifest["files"][0]


def unknown_suite(draft: Draft) -> None:
    draft.manifest["suite"] = "xtreme-9"


def empty_file(draft: Draft) -> None:
    draft.files[DE] = b""


def latin_1(draft: Draft) -> None:
    draft.files[DE] = draft.files[DE].replace(b'"id": "1"', b'"id": "\xe41"')


def byte_order_mark(draft: Draft) -> None:
    draft.files[DE] = b"\xef\xbb\xbf" + draft.files[DE]


def carriage_returns(draft: Draft) -> None:
    draft.files[DE] = draft.files[DE].replace(b"\n", b"\r\n")


def nul(draft: Draft) -> None:
    draft.files[DE] = draft.files[DE].replace(b"neutral", b"neu\0tral", 1)


def empty_line(draft: Draft) -> None:
    lines = _lines(draft, DE)
    draft.files[DE] = b"".join([*lines[:2], b"\n", *lines[2:]])


def cut_line_end(draft: Draft) -> None:
    draft.files[DE] = draft.files[DE][:-1]


def cut_record(draft: Draft) -> None:
    lines = _lines(draft, DE)
    draft.files[DE] = b"".join([*lines[:-1], lines[-1][:12], b"\n"])


def key_twice(draft: Draft) -> None:
    draft.replace(DE, '{"id": "2"', '{"id": "2", "id": "2"')


def not_a_number(draft: Draft) -> None:
    draft.replace(DE, '{"id": "2"', '{"id": NaN')


def another_shape(draft: Draft) -> None:
    draft.replace(DE, '{"id": "2"', '{"id": 2')


def another_case(draft: Draft) -> None:
    draft.replace(DE, '"label": "e', '"label": "E')


def id_twice(draft: Draft) -> None:
    draft.replace(DE, '"id": "3"', '"id": "2"')


def unknown_id(draft: Draft) -> None:
    draft.replace(DE, '"id": "3"', '"id": "9999"')


def missing_record(draft: Draft) -> None:
    draft.files[DE] = b"".join(_lines(draft, DE)[:-1])


def swapped(draft: Draft) -> None:
    lines = _lines(draft, DE)
    draft.files[DE] = b"".join([lines[1], lines[0], *lines[2:]])


def tag_too_few(draft: Draft) -> None:
    record = json.loads(_lines(draft, PANX)[0])
    record["tags"].pop()
    draft.files[PANX] = b"".join([json.dumps(record).encode(), b"\n", *_lines(draft, PANX)[1:]])


def record_too_many(draft: Draft) -> None:
    extra = json.dumps({"id": "5", "label": "neutral"})
    draft.files[DE] += f"{extra}\n".encode()


def no_candidate(draft: Draft) -> None:
    record = json.loads(_lines(draft, TATOEBA)[2])
    draft.replace(TATOEBA, json.dumps(record), json.dumps(record | {"match": "99999"}))


def pair_twice(draft: Draft) -> None:
    lines = _lines(draft, BUCC)
    draft.files[BUCC] = b"".join([*lines, lines[-1].replace(b"1.125", b"1.0625")])
    draft.manifest["files"][-1]["records"] += 1


def joined_tokens(draft: Draft) -> None:
    """What a decoder makes of sub-words: small letters, spaces of its own."""
    record = json.loads(_lines(draft, XQUAD)[0])
    spaced = " ".join(record["answer"].lower().replace(" ", ""))
    draft.files[XQUAD] = b"".join(
        [json.dumps(record | {"answer": spaced}).encode(), b"\n", *_lines(draft, XQUAD)[1:]]
    )


def other_inputs(draft: Draft) -> None:
    draft.manifest["data"][0]["inputs_fingerprint"] = "0" * 64


def no_edition(draft: Draft) -> None:
    draft.manifest["data"][2] |= {"edition": None, "inputs_fingerprint": "0" * 64}


def other_edition(draft: Draft) -> None:
    draft.manifest["data"][0]["edition"] = "xtreme"


def other_definition(draft: Draft) -> None:
    draft.manifest["definitions"] = {"xnli": "0" * 64}


FAULTS: dict[str, Callable[[Draft], None]] = {
    "XS101": no_manifest,
    "XS102": link,
    "XS103": stray_file,
    "XS104": missing_file,
    "XS105": changed_file,
    "XS201": cut_manifest,
    "XS202": unknown_field,
    "XS203": other_version,
    "XS204": unknown_language,
    "XS205": contradiction,
    "XS206": unknown_suite,
    "XS207": other_definition,
    "XS301": empty_file,
    "XS302": latin_1,
    "XS303": byte_order_mark,
    "XS304": carriage_returns,
    "XS305": nul,
    "XS307": empty_line,
    "XS308": cut_line_end,
    "XS401": cut_record,
    "XS402": key_twice,
    "XS403": not_a_number,
    "XS404": another_shape,
    "XS405": another_case,
    "XS406": id_twice,
    "XS407": unknown_id,
    "XS408": missing_record,
    "XS409": swapped,
    "XS410": tag_too_few,
    "XS411": record_too_many,
    "XS412": no_candidate,
    "XS413": pair_twice,
    "XS414": joined_tokens,
    "XS501": other_inputs,
    "XS502": no_edition,
    "XS503": other_edition,
}
"""Code → what plants the fault; codes of imports (6xx) are about other folders than these."""

HOLDS = {
    "XS412": (("tatoeba", "de"),),
    "XS413": (("bucc2018", "de"),),
    "XS414": (("xquad", "de"),),
}
"""Code → what its example holds, where that is not what the others hold."""

NOT_KEPT = {
    "XS106": "A file that cannot be read: permissions are not kept in a repository.",
    "XS107": "More than 10,000 files: too many to keep in a repository.",
    "XS306": "A line of more than 1 MiB: too large to keep in a repository.",
}
"""Code → why its folder holds a README alone; the test of the examples makes the fault."""

ALSO: dict[str, set[str]] = {
    "XS301": {"XS408", "XS411"},
    "XS307": {"XS411"},
    "XS406": {"XS408"},
    "XS407": {"XS408"},
    "XS408": {"XS411"},
    "XS411": {"XS407"},
    "XS501": {"XS503"},
}
"""What a fault brings with it by its nature."""


def draft_of(name: str) -> Draft:
    """The draft of an example folder: ``valid`` or a code."""
    draft = valid(HOLDS.get(name, CELLS))
    if name != "valid":
        FAULTS[name](draft)
    return draft


def build(root: Path) -> None:
    """Write every example folder below a folder."""
    for name in ("valid", *FAULTS):
        shutil.rmtree(root / name, ignore_errors=True)
        draft_of(name).write(root / name)
    for name, why in NOT_KEPT.items():
        (root / name).mkdir(exist_ok=True)
        (root / name / "README").write_text(f"{why} The test makes it.\n", encoding="utf-8")


if __name__ == "__main__":
    build(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
