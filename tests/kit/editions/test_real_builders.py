"""Builders against the official files: from primary files at hand, or from inverted official ones.

Where a primary source is not at hand, the official file is written in its publisher's form first;
what is built from that must be the official file again, by the SHA-256 in the registry. Archives
that can be served are built by `data prepare` (`tests/kit/data/test_real_primary.py`).
"""

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

from loopback_sources.real import tarred, zipped
from xstilts_kit.cell import SPLITS, Cell, Split
from xstilts_kit.data.establishing import XTREME_R
from xstilts_kit.editions import all_editions
from xstilts_kit.editions.builders import PrimaryFile, all_builders
from xstilts_kit.editions.builders._squad import without_answers
from xstilts_kit.tasks import get_task

# fmt: off
WHOLE = (
    "en", "et", "fa", "id", "kk", "lt", "mr", "nl", "pl", "pt", "ro", "ta", "te", "th", "tl", "tr",
    "uk", "ur", "vi", "wo", "yo",
)
# fmt: on
"""Languages of which every test treebank is at hand."""


def build_official(
    task: str, language: str, role: Split, files: Mapping[str, Path], out: Path
) -> dict[str, bytes]:
    """Build a split, compare its input files with the registry, return everything."""
    written = all_builders()[task].build(language, role, files, out)
    built = {path.relative_to(out).as_posix(): path.read_bytes() for path in written}
    edition = "xtreme-r" if language in XTREME_R.get(task, ()) else "xtreme"
    official = {
        f.path: f for f in all_editions()[edition].registered[Cell(task, language, role)].files
    }
    for path in get_task(task).paths(role, language):
        file = official[path]
        assert file.sha256 is not None
        assert (len(built[path]), sha256(built[path]).hexdigest()) == (file.bytes, file.sha256)
    return built


def _same_as_known(path: Path, file: PrimaryFile) -> None:
    content = path.read_bytes()
    assert (len(content), sha256(content).hexdigest()) == (file.bytes, file.sha256)


def test_udpos_from_treebanks_is_the_official_file_with_its_tags(
    real_data: Path, tmp_path: Path
) -> None:
    at_hand = {
        f"{path.parent.name}/{path.name}": path
        for path in (real_data / "ud_raw").glob("*/*/*.conllu")
    }
    assert len(at_hand) == 38
    used = set()
    for language in WHOLE:
        files = all_builders()["udpos"].primary(language, "test")
        for file in files:
            _same_as_known(at_hand[file.name], file)
        used |= {file.name for file in files}
        built = build_official("udpos", language, "test", at_hand, tmp_path)
        gold = (real_data / f"gold/udpos/test-{language}.tsv").read_bytes()
        assert built[f"gold/udpos/test-{language}.tsv"] == gold, language
    assert used == set(at_hand)


def test_xquad_from_its_repository_is_the_official_file(real_data: Path, tmp_path: Path) -> None:
    for language in (*get_task("xquad").languages, *XTREME_R["xquad"]):
        (file,) = all_builders()["xquad"].primary(language, "test")
        path = real_data / f"gold/xquad/{file.name}"
        _same_as_known(path, file)
        built = build_official("xquad", language, "test", {file.name: path}, tmp_path)
        assert built[f"gold/xquad/test-{language}.json"] == path.read_bytes()


def test_tatoeba_from_laser_is_the_official_file(real_data: Path, tmp_path: Path) -> None:
    for language in (*get_task("tatoeba").languages, *XTREME_R["tatoeba"]):
        other, english = all_builders()["tatoeba"].primary(language, "test")
        files = {
            other.name: real_data / f"xtreme/tatoeba/{language}-en.{language}",
            english.name: real_data / f"gold/tatoeba/{language}-en.aligned.en",
        }
        for file in (other, english):
            _same_as_known(files[file.name], file)
        built = build_official("tatoeba", language, "test", files, tmp_path)
        gold = (real_data / f"gold/tatoeba/test-{language}.tsv").read_bytes()
        assert built[f"gold/tatoeba/test-{language}.tsv"] == gold


def test_xcopa_from_its_repository_is_the_official_file(real_data: Path, tmp_path: Path) -> None:
    for language in get_task("xcopa").languages:
        for role, name in (("validation", "xtreme/xcopa/val"), ("test", "gold/xcopa/test")):
            (file,) = all_builders()["xcopa"].primary(language, role)
            path = real_data / f"{name}-{language}.jsonl"
            _same_as_known(path, file)
            built = build_official("xcopa", language, role, {file.name: path}, tmp_path / role)
            gold = {n: content for n, content in built.items() if n.startswith("gold/")}
            official = {f"gold/xcopa/test-{language}.jsonl": path.read_bytes()}
            assert gold == (official if role == "test" else {})


def test_copa_round_trip(real_data: Path, tmp_path: Path) -> None:
    """SuperGLUE's test lines have no label; what XTREME puts there is no gold."""
    folder = real_data / "xtreme/xcopa"
    members = {
        f"COPA/{split}.jsonl": (folder / f"{split}-en.jsonl").read_bytes()
        for split in ("train", "val", "test")
    }
    members["COPA/test.jsonl"] = members["COPA/test.jsonl"].replace(b', "label": 0}', b"}")
    assert b"label" not in members["COPA/test.jsonl"]
    files = {"COPA.zip": _saved(tmp_path / "COPA.zip", zipped(members))}
    for role in SPLITS:
        built = build_official("xcopa", "en", role, files, tmp_path / "out")
        assert len(built) == 1


def test_lareqa_from_its_repository_is_the_official_files(real_data: Path, tmp_path: Path) -> None:
    """Every language needs the files of all, whose sentences are its candidates."""
    languages = get_task("lareqa").languages
    for language in languages:
        primary = all_builders()["lareqa"].primary(language, "test")
        paths = {file.name: real_data / "xtreme/lareqa" / file.name for file in primary}
        assert list(paths) == [f"xquad-r/{code}.json" for code in languages]
        for file in primary:
            _same_as_known(paths[file.name], file)
        built = build_official("lareqa", language, "test", paths, tmp_path)
        assert sorted(built) == sorted(f"lareqa/{name}" for name in paths)


def _saved(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def test_mlqa_round_trip(real_data: Path, tmp_path: Path) -> None:
    """Dev files as they are; the test rule on dev files, and on the official files at hand."""
    members = {}
    for language in get_task("mlqa").languages:
        dev, test = (get_task("mlqa").paths(role, language)[0] for role in ("validation", "test"))
        content = (real_data / "xtreme" / dev).read_bytes()
        members |= {dev.removeprefix("mlqa/"): content, test.removeprefix("mlqa/"): content}
    files = {"MLQA_V1.zip": _saved(tmp_path / "m.zip", zipped(members))}
    for language in get_task("mlqa").languages:
        build_official("mlqa", language, "validation", files, tmp_path / "out")
        all_builders()["mlqa"].build(language, "test", files, tmp_path / "out")
        (name,) = get_task("mlqa").paths("test", language)
        stripped = (real_data / "surrogate" / name).read_bytes()
        assert (tmp_path / "out" / name).read_bytes() == stripped
    pairs = sorted((real_data / "xtreme/mlqa/MLQA_V1/test").glob("*.json"))
    assert len(pairs) == 16
    listed = {file.path: file.sha256 for file in all_editions()["xtreme"].other_files}
    for path in pairs:
        again = without_answers(path.read_bytes(), path)
        assert sha256(again).hexdigest() == listed[f"mlqa/MLQA_V1/test/{path.name}"]


def test_bucc_round_trip(real_data: Path, tmp_path: Path) -> None:
    folder = real_data / "xtreme/bucc2018"
    members = {
        f"bucc2018/zh-en/zh-en.sample.{end}": (folder / f"zh-en.dev.{end}").read_bytes()
        for end in ("zh", "en", "gold")
    }
    path = tmp_path / "bucc2018-zh-en.sample-gold.tar.bz2"
    _saved(path, tarred(members, "w:bz2"))
    built = build_official("bucc2018", "zh", "validation", {path.name: path}, tmp_path / "out")
    assert built["bucc2018/zh-en.dev.gold"] == members["bucc2018/zh-en/zh-en.sample.gold"]


def test_sentences_of_all_other_languages_are_as_many_as_their_treebanks_have() -> None:
    """Sizes of the test treebanks of release 2.5, summed in the order of the builder."""
    sizes = {
        "ar": (680, 1000), "de": (977, 18459, 1922, 1000), "es": (1721, 426, 1000),
        "fi": (1867, 1000, 1555), "fr": (2289, 12, 416, 110, 1000, 456, 726), "hi": (1684, 1000),
        "it": (482, 153, 674, 1000, 142, 1067), "ja": (550, 822, 1000), "ko": (989, 2287, 1000),
        "ru": (601, 1000, 6491, 884), "zh": (451, 500, 500, 1004, 1000),
    }  # fmt: skip
    entries = all_editions()["xtreme"].entries
    for language, counts in sizes.items():
        assert len(all_builders()["udpos"].primary(language, "test")) == len(counts)
        assert entries[Cell("udpos", language)].examples == sum(counts), language
