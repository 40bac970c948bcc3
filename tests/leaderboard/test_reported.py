"""Scores that papers reported: every one cited and linked, none ranked, none silently dropped."""

import csv
import re
from pathlib import Path

import pytest

from xstilts_kit.diagnostics.errors import DataError
from xstilts_kit.sources.packs import Lock, write_lock
from xstilts_leaderboard.site.building import build
from xstilts_leaderboard.tables.printed import parameters_of
from xstilts_leaderboard.tables.published import (
    RESULTS,
    division_of_protocol,
    metrics_of,
    read_reported,
    reported_evenness,
)
from xstilts_leaderboard.tables.sources import link_of

ROOT = Path(__file__).parents[2]
FILE = ROOT / RESULTS
LINES = FILE.read_text(encoding="utf-8").splitlines()


def numbers() -> list[dict[str, str]]:
    with FILE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_number_was_seen_at_its_source_and_stands_once() -> None:
    rows = numbers()
    assert len(rows) == 1406
    assert {row["verified"] for row in rows} == {"yes"}
    keys = {tuple(row[name] for name in list(row)[:10] if name != "value") for row in rows}
    assert len(keys) == len(rows)


def test_every_number_of_xtreme_is_in_a_row_under_its_source() -> None:
    wanted = {
        (
            row["system"],
            row["paper"],
            row["protocol"],
            row["task"],
            row["metric"],
            row["language"],
        ): (float(row["value"]))
        for row in numbers()
        if row["suite"] == "xtreme"
    }
    found = {}
    for row in read_reported(FILE):
        name = (row.system, row.paper, row.protocol)
        for (task, metric), number in row.means.items():
            found[*name, task, metric, "avg"] = number.value
            assert number.href == link_of(number.source)
        for (task, metric), values in row.languages.items():
            found |= {(*name, task, metric, code): value for code, value in values.items()}
    assert found == wanted


@pytest.mark.parametrize("source", sorted({row["source"] for row in numbers()}))
def test_every_source_can_be_linked_to(source: str) -> None:
    href = link_of(source)
    assert href is not None
    assert re.fullmatch(
        r"https://(arxiv\.org|github\.com|huggingface\.co)/[\w.-]+(/[\w.-]+)*", href
    )


@pytest.mark.parametrize(
    ("protocol", "selection", "division"),
    [
        ("zero-shot", "english-dev", "zero-shot"),
        ("zero-shot", "unknown", "open"),
        ("zero-shot", "all-languages-dev", "multilingual"),
        ("zero-shot + English intermediate task", "english-dev", "zero-shot"),
        ("zero-shot, target-language model selection", "unknown", "multilingual"),
        ("translate-train-all", "unknown", "translate-train"),
        ("multilingual train: English MNLI + XNLI dev in 15 languages", "unknown", "multilingual"),
        ("translate-test", "unknown", "open"),
        ("fine-tuned retrieval", "unknown", "open"),
    ],
)
def test_the_division_follows_from_protocol_and_selection(
    protocol: str, selection: str, division: str
) -> None:
    assert division_of_protocol(protocol, selection) == division


def test_a_row_with_one_number_chosen_on_all_languages_is_multilingual_in_any_order(
    tmp_path: Path,
) -> None:
    chosen = [line for line in LINES if re.match("XLM-R Base,arXiv:1911.02116,.*,zero-shot,", line)]
    assert {line.rsplit(",", 1)[1] for line in chosen} == {"all-languages-dev", "unknown"}
    for lines in (chosen, chosen[::-1]):
        path = tmp_path / "results.csv"
        path.write_text("\n".join([LINES[0], *lines]) + "\n")
        (row,) = read_reported(path)
        assert row.division == "multilingual"
        assert row.selection == "chosen on dev sets of all languages"


def test_a_mean_of_seven_stands_only_where_all_seven_have_all_metrics() -> None:
    rows = read_reported(FILE)
    known = [row for row in rows if row.mean_of_seven is not None]
    assert known and len(known) < len(rows)
    assert rows[: len(known)] == tuple(known)
    means = [row.mean_of_seven or 0 for row in known]
    assert means == sorted(means, reverse=True)
    seven = ("xnli", "pawsx", "udpos", "panx", "xquad", "mlqa", "tydiqa")
    first = known[0]
    by_hand = [
        sum(first.means[task, metric].value for metric in metrics_of(task)) / len(metrics_of(task))
        for task in seven
    ]
    assert first.mean_of_seven == pytest.approx(sum(by_hand) / 7)


def test_how_even_a_system_is_needs_every_language() -> None:
    rows = read_reported(FILE)
    found = reported_evenness(rows)
    assert {one.task for one in found} >= {"xnli", "mlqa"}
    for one in found:
        assert len(one.row.languages[one.task, one.metric]) >= 7


def broken(**changes: str) -> str:
    """The file's first line with other cells."""
    (row,) = csv.DictReader([LINES[0], LINES[1]])
    out = row | changes
    return ",".join(f'"{out[name]}"' for name in row)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (broken(value="eighty"), "eighty"),
        (broken(value=""), "value"),
        (broken(value="101"), "101"),
        (broken(value="-1"), "-1"),
        (broken(value="nan"), "nan"),
        (broken(value="inf"), "inf"),
        (broken(source=""), "no link"),
        (broken(source="somebody told me"), "no link"),
        (broken(source="somebody told me", suite="xtreme-r"), "no link"),
        (broken(task="xnlii"), "xnlii"),
        (broken(metric="f1"), "f1"),
        ("XLM,arXiv:1901.07291,2019", "columns"),
        (broken() + ",more", "columns"),
        ("", ""),
    ],
)
def test_a_broken_line_is_named(line: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / "results.csv"
    path.write_text("\n".join([*LINES[:40], line, *LINES[40:]]) + "\n", encoding="utf-8")
    if not line:  # an empty line is none
        assert len(read_reported(path)) == len(read_reported(FILE))
        return
    with pytest.raises(DataError) as caught:
        read_reported(path)
    assert f"{path}:41: " in caught.value.what
    assert said in caught.value.what


@pytest.mark.parametrize("content", [b"", b"system,value\nx,1\n", b"\xff\xfe\x00"])
def test_a_file_that_is_no_such_table_is_said(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "results.csv"
    path.write_bytes(content)
    with pytest.raises(DataError, match=re.escape(str(path))):
        read_reported(path)


def test_without_a_file_nothing_is_reported(tmp_path: Path) -> None:
    assert read_reported(tmp_path / "results.csv") == ()


def test_the_page_cites_every_mean_and_ranks_nothing(tmp_path: Path) -> None:
    root = tmp_path / "root"
    (root / RESULTS).parent.mkdir(parents=True)
    (root / RESULTS).write_bytes(FILE.read_bytes())
    write_lock(root / "leaderboard" / "gold.lock", Lock(()))
    build(root, tmp_path / "scored", tmp_path / "site")
    page = (tmp_path / "site" / "published.html").read_text(encoding="utf-8")
    for row in read_reported(FILE):
        for number in row.means.values():
            assert f'<a href="{number.href}" rel="noopener noreferrer"' in page
            assert f"{number.value:.1f}" in page
    heads = re.findall(r"<th scope=\"col\"[^>]*>(.*?)</th>", page, re.DOTALL)
    assert heads
    assert not any("rank" in head.casefold() for head in heads)
    for board in (tmp_path / "site" / "api" / "v1" / "boards").iterdir():
        assert "arXiv:" not in board.read_text()


def test_every_source_of_the_file_is_linked_from_its_row() -> None:
    wanted: dict[tuple[str, str, str], set[str | None]] = {}
    for line in numbers():
        key = line["system"], line["paper"], line["protocol"]
        wanted.setdefault(key, set()).add(link_of(line["source"]))
    found = {
        (row.system, row.paper, row.protocol): {href for href, _ in row.sources}
        for row in read_reported(FILE)
    }
    assert found == wanted


def test_every_number_of_the_file_is_in_a_row() -> None:
    shown = sum(
        len(row.means)
        + sum(map(len, row.languages.values()))
        + sum(map(len, row.extended.values()))
        for row in read_reported(FILE)
    )
    assert shown == len(numbers())


@pytest.mark.parametrize(
    ("printed", "number"),
    [
        ("550M", 550_000_000),
        ("3.7B", 3_700_000_000),
        ("575M (fine-tuning)", 575_000_000),
        ("", None),
    ],
)
def test_a_printed_size_is_a_number(printed: str, number: int | None) -> None:
    assert parameters_of(printed) == number
