"""``google/xtreme`` from rows, or from a folder in XTREME's download layout.

The Hub's copy differs from XTREME's files, and so do these rows: texts of questions are stripped
and the offsets of answers are not moved; XNLI and TyDiQA are one configuration for all languages;
the test sets of XQuAD, TyDiQA and Tatoeba are called validation; Tatoeba's English side stands in
the order of the other one, each sentence with its line end; BUCC has its gold pairs only. What the
Hub's script lost or mixed in (rows of PAWS-X, treebanks of UD) is not imitated.
"""

import csv
import json
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Any

from loopback_hub.repository import Repository
from loopback_hub.server import Hub
from loopback_hub.xtreme_schema import LICENCES, TYDIQA, Rows, card, config_name, parquet

Row = dict[str, Any]

ID = "google/xtreme"
TASKS = (
    *("xnli", "pawsx", "udpos", "panx", "xquad", "mlqa", "tydiqa", "bucc2018", "tatoeba", "squad"),
)
_ROLES = {"train": "train", "validation": "dev", "test": "test"}
"""Split -> how XTREME's files call it."""


def xtreme_files(rows: Rows) -> dict[str, bytes | str | Path | None]:
    """The files of the repository: a parquet file a split, and the card."""
    tables = {
        (config, split): parquet(config, examples)
        for config, splits in rows.items()
        for split, examples in splits.items()
    }
    sizes = {place: len(content) for place, content in tables.items()}
    return {"README.md": card(rows, sizes)} | {
        f"{config}/{split}-00000-of-00001.parquet": content
        for (config, split), content in tables.items()
    }


def xtreme_dataset(hub: Hub, rows: Rows) -> Repository:
    """Put ``google/xtreme`` with these rows on a Hub.

    Args:
        hub: The Hub.
        rows: Configuration -> split -> rows; labels of tokens may be names or numbers.
    """
    return hub.add("dataset", ID, xtreme_files(rows), card={"license": list(LICENCES)})


def xtreme_from_folder(
    hub: Hub,
    folder: Path,
    gold_folder: Path | None = None,
    tasks: Collection[str] | None = None,
    languages: Collection[str] | None = None,
    roles: Collection[str] = ("validation", "test"),
) -> Repository:
    """Put ``google/xtreme`` on a Hub, made from a folder in XTREME's download layout."""
    return xtreme_dataset(hub, xtreme_rows(folder, gold_folder, tasks, languages, roles))


def xtreme_rows(
    folder: Path,
    gold_folder: Path | None = None,
    tasks: Collection[str] | None = None,
    languages: Collection[str] | None = None,
    roles: Collection[str] = ("validation", "test"),
) -> dict[str, dict[str, list[Row]]]:
    """The rows that the Hub would have of the files that are there.

    Args:
        folder: Holds ``xnli/test-de.tsv`` and so on.
        gold_folder: Holds the answers of test sets, in XTREME's label layout. Where PAN-X has
            none, every tag is O, as on the Hub; other test sets without answers are left out.
        tasks: Names of tasks; all if None.
        languages: XTREME's codes; all that are there if None. Those that the Hub lacks are left
            out.
        roles: Any of train, validation and test.
    """
    rows: dict[str, dict[str, list[Row]]] = {}
    for task in TASKS if tasks is None else tasks:
        reader = _READERS[task]
        for language in _languages(folder / task, languages):
            config = config_name(task, language)
            for role in roles if config is not None else ():
                found = reader(folder, gold_folder, language, role)
                split = "validation" if task in ("xquad", "tydiqa", "tatoeba") else role
                if found is not None and (split == role or role == "test"):
                    rows.setdefault(str(config), {}).setdefault(split, []).extend(found)
    return rows


def _languages(folder: Path, wanted: Collection[str] | None) -> Sequence[str]:
    """Two-letter words in the names of files, unless the caller knows."""
    if folder.name == "squad":
        return ["en"]
    if wanted is not None:
        return sorted(wanted)
    names = [path.name.replace("-", ".").split(".") for path in folder.rglob("*")]
    return sorted({part for name in names for part in name if len(part) == 2 and part.isalpha()})


# Files.


def _lines(path: Path) -> list[str]:
    lines = path.read_bytes().decode("utf-8-sig").split("\n")
    return [line.removesuffix("\r") for line in (lines if lines[-1] else lines[:-1])]


def _table(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file, delimiter="\t"))


def _sentences(path: Path) -> Iterator[list[list[str]]]:
    sentence: list[list[str]] = []
    for line in [*_lines(path), ""]:
        if line.strip(" \t"):
            sentence.append(line.split("\t"))
        elif sentence:
            yield sentence
            sentence = []


def _questions(path: Path) -> Iterator[tuple[str, str, Row]]:
    """Title, context and question of every question."""
    for article in json.loads(path.read_text(encoding="utf-8"))["data"]:
        for paragraph in article["paragraphs"]:
            for question in paragraph["qas"]:
                yield article.get("title", ""), paragraph["context"], question


def _gold(gold_folder: Path | None, *names: str) -> Path | None:
    if gold_folder is None:
        return None
    return next((gold_folder / name for name in names if (gold_folder / name).is_file()), None)


# Tasks: the rows of one language's split, or None where the files are not there.


def _pairs(task: str, folder: Path, gold_folder: Path | None, language: str, role: str) -> Any:
    path = folder / f"{task}/{_ROLES[role]}-{language}.tsv"
    if not path.is_file():
        return None
    rows = _table(path)
    if len(rows[0]) == 2:
        gold = _gold(gold_folder, f"{task}/{role}-{language}.tsv")
        if gold is None:
            return None
        rows = [[*row, label[-1]] for row, label in zip(rows, _table(gold), strict=True)]
    return rows


def _xnli(folder: Path, gold_folder: Path | None, language: str, role: str) -> list[Row] | None:
    rows = _pairs("xnli", folder, gold_folder, language, role) if role != "train" else None
    return rows and [
        {"language": language, "sentence1": first, "sentence2": second, "gold_label": label}
        for first, second, label in rows
    ]


def _pawsx(folder: Path, gold_folder: Path | None, language: str, role: str) -> list[Row] | None:
    rows = _pairs("pawsx", folder, gold_folder, language, role)
    return rows and [
        {"sentence1": first, "sentence2": second, "label": label} for first, second, label in rows
    ]


def _tagged(
    task: str, folder: Path, gold_folder: Path | None, language: str, role: str
) -> list[tuple[list[str], list[str]]] | None:
    path = folder / f"{task}/{_ROLES[role]}-{language}.tsv"
    if not path.is_file():
        return None
    sentences = list(_sentences(path))
    tokens = [[columns[0] for columns in sentence] for sentence in sentences]
    gold = _gold(gold_folder, f"{task}/{role}-{language}.tsv")
    if len(sentences[0][0]) == 1 and gold is None and task == "udpos":
        return None
    if len(sentences[0][0]) == 1 and gold is None:
        return [(words, ["O"] * len(words)) for words in tokens]
    answers = sentences if len(sentences[0][0]) == 2 or gold is None else list(_sentences(gold))
    tags = [[columns[-1].strip(" ") for columns in sentence] for sentence in answers]
    pairs = list(zip(tokens, tags, strict=True))
    if any(len(words) != len(own) for words, own in pairs):
        raise ValueError(f"{path}: tokens and tags do not fit")
    return pairs


def _panx(folder: Path, gold_folder: Path | None, language: str, role: str) -> list[Row] | None:
    pairs = _tagged("panx", folder, gold_folder, language, role)
    return pairs and [
        {"tokens": tokens, "ner_tags": tags, "langs": [language] * len(tokens)}
        for tokens, tags in pairs
    ]


def _udpos(folder: Path, gold_folder: Path | None, language: str, role: str) -> list[Row] | None:
    pairs = _tagged("udpos", folder, gold_folder, language, role)
    return pairs and [{"tokens": tokens, "pos_tags": tags} for tokens, tags in pairs]


def _asked(path: Path, gold: Path | None, *, title: bool = True) -> list[Row] | None:
    """Rows of a question file; the answers of the gold file, where there is one, by id."""
    if not path.is_file():
        return None
    answered = {q["id"]: (t, q["answers"]) for t, _, q in _questions(gold or path)}
    rows = []
    for own_title, context, question in _questions(path):
        gold_title, answers = answered[question["id"]]
        rows.append(
            {"id": question["id"]}
            | ({"title": (gold_title or own_title).strip()} if title else {})
            | {
                "context": context.strip(),
                "question": question["question"].strip(),
                "answers": {
                    "answer_start": [answer["answer_start"] for answer in answers],
                    "text": [answer["text"].strip() for answer in answers],
                },
            }
        )
    blank = all(text == "" for row in rows for text in row["answers"]["text"])
    return None if blank else rows


def _xquad(folder: Path, gold_folder: Path | None, language: str, role: str) -> list[Row] | None:
    if role != "test":
        return None
    name = f"xquad/xquad.{language}.json"
    gold = _gold(gold_folder, f"xquad/test-{language}.json", name)
    return _asked(folder / name, gold, title=False)


def _mlqa(folder: Path, gold_folder: Path | None, language: str, role: str) -> list[Row] | None:
    split = _ROLES[role]
    name = f"{split}/{split}-context-{language}-question-{language}.json"
    gold = _gold(gold_folder, f"mlqa/test-{language}.json") if role == "test" else None
    return _asked(folder / "mlqa/MLQA_V1" / name, gold) if role != "train" else None


def _tydiqa(folder: Path, gold_folder: Path | None, language: str, role: str) -> list[Row] | None:
    if role != "test":
        return None
    name = f"tydiqa.goldp.{language}.dev.json"
    gold = _gold(gold_folder, f"tydiqa/test-{language}.json", f"tydiqa/{name}")
    rows = _asked(folder / "tydiqa/tydiqa-goldp-v1.1-dev" / name, gold)
    prefix = f"{TYDIQA[language]}-"
    return rows and [row | {"id": prefix + row["id"].removeprefix(prefix)} for row in rows]


def _squad(folder: Path, gold_folder: Path | None, language: str, role: str) -> list[Row] | None:
    return _asked(folder / f"squad/{_ROLES[role]}-v1.1.json", None) if role != "test" else None


def _bucc(folder: Path, gold_folder: Path | None, language: str, role: str) -> list[Row] | None:
    stem = folder / f"bucc2018/{language}-en.{_ROLES[role]}"
    gold: Path | None = Path(f"{stem}.gold")
    if role == "test":
        gold = _gold(gold_folder, f"bucc2018/test-{language}.tsv") or gold
    sides = [Path(f"{stem}.{side}") for side in (language, "en")]
    if gold is None or not all(path.is_file() for path in (gold, *sides)):
        return None
    sources, targets = (dict(line.split("\t", 1) for line in _lines(side)) for side in sides)
    return [
        {
            "source_sentence": sources[source],
            "target_sentence": targets[target],
            "source_lang": source,
            "target_lang": target,
        }
        for source, target in (line.split("\t") for line in _lines(gold))
    ]


def _tatoeba(folder: Path, gold_folder: Path | None, language: str, role: str) -> list[Row] | None:
    source, target = (folder / f"tatoeba/{language}-en.{side}" for side in (language, "en"))
    gold = _gold(gold_folder, f"tatoeba/test-{language}.tsv")
    if role != "test" or gold is None or not (source.is_file() and target.is_file()):
        return None
    places = [int(line) for line in _lines(gold)]
    english = dict(zip(places, _lines(target), strict=True))
    return [
        {
            "source_sentence": f"{sentence}\n",
            "target_sentence": f"{english[place]}\n",
            # The Hub has a piece of a file's path here, not a language.
            "source_lang": f"/storage/downloads/{language}-en",
            "target_lang": "eng",
        }
        for place, sentence in enumerate(_lines(source))
    ]


_READERS = {
    "xnli": _xnli,
    "pawsx": _pawsx,
    "udpos": _udpos,
    "panx": _panx,
    "xquad": _xquad,
    "mlqa": _mlqa,
    "tydiqa": _tydiqa,
    "squad": _squad,
    "bucc2018": _bucc,
    "tatoeba": _tatoeba,
}
