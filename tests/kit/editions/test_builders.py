"""Builders: invented primary files in their published form, built, and what may be wrong."""

import errno
import gzip
import io
import json
import os
import tarfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from xstilts_kit.cell import Cell, Split
from xstilts_kit.data.establishing import XTREME_R
from xstilts_kit.diagnostics.errors import DataError, StorageError
from xstilts_kit.editions import all_editions
from xstilts_kit.editions.builders import all_builders
from xstilts_kit.sources.folder import FolderSource
from xstilts_kit.tasks import all_tasks, get_task

CELLS = [
    (task.name, language, split)
    for task in all_tasks().values()
    for language in (*task.languages, *XTREME_R.get(task.name, ()))
    for split in ("validation", "test")
    if task.has_split(split, language)
]


def zipped(path: Path, members: Mapping[str, bytes | str]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def tarred(members: Mapping[str, bytes | str], compression: str) -> bytes:
    """A tar archive; the compression is ``gz`` or ``bz2``."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode=f"w:{compression}") as archive:  # type: ignore[call-overload]
        for name, content in members.items():
            data = content.encode() if isinstance(content, str) else content
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return buffer.getvalue()


def build(
    task: str, language: str, split: Split, files: Mapping[str, Path], out: Path
) -> dict[str, bytes]:
    """What a builder wrote: path below the folder → content."""
    written = all_builders()[task].build(language, split, files, out)
    assert sorted(written) == sorted(p for p in out.rglob("*") if p.is_file())
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in written}


def test_every_task_has_a_builder_but_mewslix() -> None:
    """Its articles come from a dump of Wikinews, which the publisher's scripts read."""
    assert set(all_builders()) == set(all_tasks()) - {"mewslix"}
    assert {builder.checked for builder in all_builders().values()} == {
        "built and compared",
        "round trip only",
    }


@pytest.mark.parametrize("task", all_builders())
def test_every_split_names_its_primary_files(task: str) -> None:
    builder = all_builders()[task]
    known: dict[str, object] = {}
    for name, language, split in CELLS:
        if name != task:
            continue
        files = builder.primary(language, split)
        assert files, (language, split)
        for file in files:
            assert known.setdefault(file.name, file) == file
            assert file.licence and file.cite
            assert file.url is None or file.url.startswith("https://")
            assert (file.sha256 is None) == (file.bytes is None)
            if file.url is not None:
                assert file.url.endswith(file.name.rpartition("/")[2])


@pytest.mark.parametrize("task", all_builders())
def test_what_does_not_exist_has_no_primary_files_and_is_refused(task: str, tmp_path: Path) -> None:
    builder = all_builders()[task]
    untrained = {"udpos": "kk", "xcopa": "et"}.get(task, "de")
    for language, split in (("xx", "test"), (untrained, "train")):
        if task == "panx" and split == "train":
            continue
        assert builder.primary(language, split) == ()  # type: ignore[arg-type]
        with pytest.raises(DataError):
            builder.build(language, split, {}, tmp_path)  # type: ignore[arg-type]


@pytest.mark.parametrize("task", all_builders())
def test_a_missing_primary_file_is_named(task: str, tmp_path: Path) -> None:
    builder = all_builders()[task]
    language = next(code for code in ("zh", "ru", "de") if builder.primary(code, "test"))
    name = builder.primary(language, "test")
    with pytest.raises(DataError, match=r"primary file .* was not given") as caught:
        builder.build(language, "test", {}, tmp_path)
    assert name[0].name in str(caught.value)
    assert not list(tmp_path.rglob("*"))


def test_bucc_is_the_users_to_supply_and_non_commercial_licences_are_said() -> None:
    builders = all_builders()
    assert all(
        f.url is None and f.noncommercial for f in builders["bucc2018"].primary("de", "test")
    )
    assert builders["xnli"].primary("de", "test")[0].noncommercial
    assert not builders["xquad"].primary("de", "test")[0].noncommercial
    treebanks = {f.name.partition("/")[0]: f for f in builders["udpos"].primary("en", "test")}
    assert treebanks["UD_English-GUM"].noncommercial
    assert not treebanks["UD_English-EWT"].noncommercial


def test_treebanks_are_joined_in_the_order_of_their_file_names() -> None:
    names = [f.name.partition("/")[0] for f in all_builders()["udpos"].primary("zh", "test")]
    assert names == [f"UD_Chinese-{name}" for name in ("CFL", "GSD", "GSDSimp", "HK", "PUD")]
    releases = {
        f.url and f.url.split("/")[5] for f in all_builders()["udpos"].primary("lt", "test")
    }
    assert releases == {"r2.7"}


CONLLU = """\
# text = Am Tag \u200cx
1-2\tAm\t_\t_\t_\t_\t_\t_\t_\t_
1\tan\tan\tADP\t_\t_\t3\tcase\t_\t_
2\tdem\tder\tDET\t_\t_\t3\tdet\t_\t_
3\tTag 1\tTag\tNOUN\t_\t_\t0\troot\t_\t_
3.1\tleer\t_\tVERB\t_\t_\t_\t_\t0:x\t_
4\t\u200cx\tx\tX\t_\t_\t3\tdep\t3:dep\t_

1\t_\t_\tNOUN\t_\t_\t0\troot\t_\t_
2\t_\t_\tVERB\t_\t_\t1\tdep\t_\t_

1\tHut\tHut\tNOUN\t_\t_\t0\troot\t_\t_

"""


def test_udpos_has_one_token_a_surface_word(tmp_path: Path) -> None:
    conllu = tmp_path / "th_pud-ud-test.conllu"
    conllu.write_text(CONLLU, encoding="utf-8")
    out = tmp_path / "out"
    built = build("udpos", "th", "test", {"UD_Thai-PUD/th_pud-ud-test.conllu": conllu}, out)
    assert built == {
        "udpos/test-th.tsv": b"Am\nTag1\nx\n\nHut\n",
        "gold/udpos/test-th.tsv": b"ADP\nNOUN\nX\n\nNOUN\n",
    }


def test_udpos_dev_files_hold_their_tags(tmp_path: Path) -> None:
    conllu = tmp_path / "mr_ufal-ud-dev.conllu"
    conllu.write_text(CONLLU, encoding="utf-8")
    name = "UD_Marathi-UFAL/mr_ufal-ud-dev.conllu"
    built = build("udpos", "mr", "validation", {name: conllu}, tmp_path / "out")
    assert built == {"udpos/dev-mr.tsv": b"Am\tADP\nTag1\tNOUN\nx\tX\n\nHut\tNOUN\n"}


@pytest.mark.parametrize(
    ("task", "folder", "content", "said"),
    [
        ("udpos", "th", CONLLU.rstrip("\n").encode() + b"\n", "is truncated"),
        ("udpos", "th", CONLLU.replace("\tADP\t", "\t").encode(), "line 3 has 9 columns"),
        ("udpos", "th", CONLLU.replace("\n3\t", "\nx\t").encode(), "ids or heads"),
        ("udpos", "th", b"\xff" + CONLLU.encode(), "not UTF-8"),
        ("udpos", "th", b"<html>\n</html>\n", "line 1 has 1 columns"),
        ("udpos", "th", b"", "no treebank"),
    ],
)
def test_a_treebank_that_is_none_is_refused(
    tmp_path: Path, task: str, folder: str, content: bytes, said: str
) -> None:
    path = tmp_path / "treebank"
    path.write_bytes(content)
    with pytest.raises(DataError, match=said):
        all_builders()[task].build(
            folder, "test", {"UD_Thai-PUD/th_pud-ud-test.conllu": path}, tmp_path / "out"
        )
    assert not (tmp_path / "out").exists()


XNLI_HEAD = "language\tgold_label\tsentence1_binary_parse\tsentence1\tsentence2\tpairID\n"


def _xnli(path: Path, text: str) -> dict[str, Path]:
    members = {"__MACOSX/XNLI-1.0/._xnli.test.tsv": "x", "XNLI-1.0/xnli.test.tsv": text}
    return {"XNLI-1.0.zip": zipped(path / "xnli.zip", members)}


def test_xnli_takes_its_languages_rows(tmp_path: Path) -> None:
    text = (
        f'{XNLI_HEAD}de\tneutral\t( x )\t Er sagt "ja".\x1d \tJa.\t1\n'
        "en\tentailment\t( x )\tNo.\tYes.\t1\nde\tcontradictory\t( x )\tA\tB\t2\n"
    )
    built = build("xnli", "de", "test", _xnli(tmp_path, text), tmp_path / "out")
    assert built == {
        "xnli/test-de.tsv": b'"Er sagt ""ja""."\tJa.\r\nA\tB\r\n',
        "gold/xnli/test-de.tsv": b"neutral\ncontradiction\n",
    }


def test_xnli_training_data_come_from_the_other_archive(tmp_path: Path) -> None:
    (file,) = all_builders()["xnli"].primary("en", "train")
    text = "premise\thypo\tlabel\nA\tB\tcontradictory\n"
    archive = zipped(tmp_path / "x.zip", {"XNLI-MT-1.0/multinli/multinli.train.en.tsv": text})
    built = build("xnli", "en", "train", {file.name: archive}, tmp_path / "out")
    assert built == {"xnli/train-en.tsv": b"A\tB\tcontradiction\r\n"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("language\tlabel\nde\tneutral\n", "has no column gold_label, sentence1, sentence2"),
        (f"{XNLI_HEAD}de\tneutral\n", "2 columns, expected 5 or more"),
        (f"{XNLI_HEAD}en\tneutral\tx\tA\tB\t1\n", "no row in this language"),
    ],
)
def test_an_xnli_file_of_another_form_is_refused(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(DataError, match=said):
        build("xnli", "de", "test", _xnli(tmp_path, text), tmp_path / "out")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"<html>404</html>", "cannot be unpacked"),
        (b"PK\x03\x04" + b"\0" * 99, "cannot be unpacked"),
        (gzip.compress(b"no tar", mtime=0), "cannot be unpacked"),
    ],
)
def test_an_archive_that_is_none_is_refused(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "XNLI-1.0.zip"
    path.write_bytes(content)
    with pytest.raises(DataError, match=said):
        build("xnli", "de", "test", {"XNLI-1.0.zip": path}, tmp_path / "out")


def test_a_cut_archive_is_refused(tmp_path: Path) -> None:
    (path,) = _xnli(tmp_path, XNLI_HEAD).values()
    path.write_bytes(path.read_bytes()[:-30])
    with pytest.raises(DataError, match="cannot be unpacked"):
        build("xnli", "de", "test", {"XNLI-1.0.zip": path}, tmp_path / "out")


def test_an_archive_without_the_file_is_refused(tmp_path: Path) -> None:
    path = zipped(tmp_path / "x.zip", {"README": "x"})
    with pytest.raises(DataError, match=r"it contains no XNLI-1.0/xnli.test.tsv\."):
        build("xnli", "de", "test", {"XNLI-1.0.zip": path}, tmp_path / "out")


def test_an_archive_may_be_unpacked_already(tmp_path: Path) -> None:
    folder = tmp_path / "mine/XNLI-1.0"
    folder.mkdir(parents=True)
    (folder / "xnli.test.tsv").write_text(f"{XNLI_HEAD}de\tneutral\tx\tA\tB\t1\n")
    for place in (folder, folder.parent):
        out = tmp_path / f"out-{place.name}"
        assert build("xnli", "de", "test", {"XNLI-1.0.zip": place}, out)


def test_pawsx_drops_its_ids(tmp_path: Path) -> None:
    text = 'id\tsentence1\tsentence2\tlabel\n1\tEr "x"\tNS\t0\n2\tA\tB\t1\n'
    path = tmp_path / "x-final.tar.gz"
    path.write_bytes(tarred({"x-final/de/test_2k.tsv": text, "x-final/de/dev_2k.tsv": text}, "gz"))
    assert build("pawsx", "de", "test", {path.name: path}, tmp_path / "a") == {
        "pawsx/test-de.tsv": b'"Er ""x"""\tNS\r\nA\tB\r\n',
        "gold/pawsx/test-de.tsv": b"0\n1\n",
    }
    assert build("pawsx", "de", "validation", {path.name: path}, tmp_path / "b") == {
        "pawsx/dev-de.tsv": b'"Er ""x"""\tNS\t0\r\nA\tB\t1\r\n',
    }


def test_panx_cuts_the_language_off_its_tokens(tmp_path: Path) -> None:
    text = "de:Anna\tB-PER\nde: \tO\nde:lebt:hier\tO\nkein Doppelpunkt\tO\n\nde:Bonn\tB-LOC\n\n"
    inner = tarred({"dev": text, "test": text, "train": text}, "gz")
    path = zipped(tmp_path / "p.zip", {"panx_dataset/de.tar.gz": inner})
    files = {"panx_dataset.zip": path}
    assert build("panx", "de", "test", files, tmp_path / "a") == {
        "panx/test-de.tsv": b"Anna\n\nlebt:hier\n\nBonn\n",
        "gold/panx/test-de.tsv": b"B-PER\n\nO\n\nB-LOC\n",
    }
    assert build("panx", "de", "validation", files, tmp_path / "b") == {
        "panx/dev-de.tsv": b"Anna\tB-PER\n\tO\nlebt:hier\tO\n\nBonn\tB-LOC\n",
    }
    with pytest.raises(DataError, match=r"it contains no fr.tar.gz"):
        build("panx", "fr", "test", files, tmp_path / "c")


def _squad(answer: str = "Süd", start: int = 3) -> bytes:
    question = {
        "id": "q-1",
        "question": "Wo? ",
        "answers": [{"answer_start": start, "text": answer}],
    }
    paragraph = {"context": "Im Süden", "qas": [question, {**question, "id": "q-2"}]}
    return json.dumps(
        {"version": 1.0, "data": [{"title": "T", "paragraphs": [paragraph]}]}, ensure_ascii=False
    ).encode()


BLANK = (
    '{"paragraphs": [{"context": "Im S\\u00fcden", "qas": [{"answers": [{"answer_start": 0,'
    ' "text": ""}], "question": "Wo? ", "id": "%s"}]}]}'
)
STRIPPED = f'{{"data": [{BLANK % "q-1"}, {BLANK % "q-2"}], "version": 1.0}}'.encode()


def test_questions_lose_their_answers_and_nothing_else(tmp_path: Path) -> None:
    plain = tmp_path / "xquad.de.json"
    plain.write_bytes(_squad())
    mlqa = zipped(
        tmp_path / "m.zip",
        {f"MLQA_V1/{s}/{s}-context-de-question-de.json": _squad() for s in ("dev", "test")},
    )
    tydiqa = tmp_path / "t.tgz"
    tydiqa.write_bytes(
        tarred({"tydiqa-goldp-v1.1-dev/tydiqa-goldp-dev-finnish.json": _squad()}, "gz")
    )
    assert build("xquad", "de", "test", {plain.name: plain}, tmp_path / "a") == {
        "xquad/xquad.de.json": STRIPPED,
        "gold/xquad/test-de.json": _squad(),
    }
    files = {"MLQA_V1.zip": mlqa}
    stem = "mlqa/MLQA_V1"
    assert build("mlqa", "de", "test", files, tmp_path / "b") == {
        f"{stem}/test/test-context-de-question-de.json": STRIPPED,
        "gold/mlqa/test-de.json": _squad(),
    }
    assert build("mlqa", "de", "validation", files, tmp_path / "c") == {
        f"{stem}/dev/dev-context-de-question-de.json": _squad(),
    }
    files = {"tydiqa-goldp-v1.1-dev.tgz": tydiqa}
    assert build("tydiqa", "fi", "test", files, tmp_path / "d") == {
        "tydiqa/tydiqa-goldp-v1.1-dev/tydiqa.goldp.fi.dev.json": STRIPPED,
        "gold/tydiqa/test-fi.json": _squad(),
    }


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (_squad(start=4), "is not at character 4"),
        (_squad()[:-9], "not SQuAD JSON"),
        (b'{"data": []}', "not SQuAD JSON"),
        (b"<html>", "not SQuAD JSON"),
        (b"[" * 100_000, "not SQuAD JSON"),
    ],
)
def test_questions_that_are_none_are_refused(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "xquad.de.json"
    path.write_bytes(content)
    with pytest.raises(DataError, match=said):
        build("xquad", "de", "test", {path.name: path}, tmp_path / "out")


def test_tatoeba_sorts_english_and_knows_where_the_translations_are(tmp_path: Path) -> None:
    files = {name: tmp_path / name for name in ("tatoeba.deu-eng.deu", "tatoeba.deu-eng.eng")}
    (tmp_path / "tatoeba.deu-eng.deu").write_bytes("Ja.\n Ähm.\nNein.\n".encode())
    (tmp_path / "tatoeba.deu-eng.eng").write_bytes(b"Yes.\n Er.\nNo.\n")
    assert build("tatoeba", "de", "test", files, tmp_path / "out") == {
        "tatoeba/de-en.de": "Ja.\n Ähm.\nNein.\n".encode(),
        "tatoeba/de-en.en": b"Er.\nNo.\nYes.\n",
        "gold/tatoeba/test-de.tsv": b"1\n2\n0\n",
    }
    (tmp_path / "tatoeba.deu-eng.eng").write_bytes(b"Yes.\n Er.\n")
    with pytest.raises(DataError, match="different numbers of lines"):
        build("tatoeba", "de", "test", files, tmp_path / "out")


def test_bucc_keeps_dev_answers_beside_dev_and_test_answers_apart(tmp_path: Path) -> None:
    builder = all_builders()["bucc2018"]
    for split, name in (("validation", "sample"), ("test", "training")):
        (file,) = builder.primary("zh", split)  # type: ignore[arg-type]
        members = {
            f"bucc2018/zh-en/zh-en.{name}.{end}": f"{end}-000000001\tx\n"
            for end in ("zh", "en", "gold")
        }
        path = tmp_path / file.name
        path.write_bytes(tarred(members, "bz2"))
        built = build("bucc2018", "zh", split, {file.name: path}, tmp_path / split)  # type: ignore[arg-type]
        short = "dev" if split == "validation" else "test"
        gold = "bucc2018/zh-en.dev.gold" if short == "dev" else "gold/bucc2018/test-zh.tsv"
        assert set(built) == {f"bucc2018/zh-en.{short}.zh", f"bucc2018/zh-en.{short}.en", gold}


def test_the_builders_write_where_the_sources_read(tmp_path: Path) -> None:
    """A built split is found by the source, its answers below ``gold`` alone."""
    files = {name: tmp_path / name for name in ("tatoeba.deu-eng.deu", "tatoeba.deu-eng.eng")}
    for path in files.values():
        path.write_bytes(b"A\nB\n")
    out, task = tmp_path / "out", get_task("tatoeba")
    build("tatoeba", "de", "test", files, out)
    assert len(FolderSource(out).inputs(Cell(task.name, "de")).examples) == 2
    assert FolderSource(out).gold(Cell(task.name, "de")) is None
    assert FolderSource(out / "gold").gold(Cell(task.name, "de")) is not None


def test_a_full_disk_leaves_nothing_half_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "xquad.de.json"
    path.write_bytes(_squad())
    out = tmp_path / "out"
    build("xquad", "de", "test", {path.name: path}, out)
    before = {p: p.read_bytes() for p in out.rglob("*") if p.is_file()}

    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    path.write_bytes(_squad(answer="Im", start=0))
    with pytest.raises(StorageError, match="the disk is full"):
        build("xquad", "de", "test", {path.name: path}, out)
    assert {p: p.read_bytes() for p in out.rglob("*") if p.is_file()} == before


def test_a_primary_file_that_changes_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "xquad.de.json"
    path.write_bytes(_squad())
    first = build("xquad", "de", "test", {path.name: path}, tmp_path / "a")
    path.write_bytes(_squad(answer="Im Süden", start=0))
    assert build("xquad", "de", "test", {path.name: path}, tmp_path / "b") != first


def test_the_official_edition_has_the_files_that_builders_write(tmp_path: Path) -> None:
    """Registry and builders speak of the same paths."""
    for name, language, split in CELLS:
        edition = "xtreme-r" if language in XTREME_R.get(name, ()) else "xtreme"
        known = all_editions()[edition].registered[Cell(name, language, split)]
        paths = get_task(name).paths(split, language)  # type: ignore[arg-type]
        assert {file.path for file in known.files} >= set(paths)
