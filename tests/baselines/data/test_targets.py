"""English training data of the targets: XTREME's own files, the kit's cache, the generator."""

from pathlib import Path

import pytest

from intermediate_data import hub_rows, squad_document, write_download, write_original
from xstilts_baselines.data.opening import open_intermediate, open_target, open_text, read_places
from xstilts_baselines.data.samples import PairSample, SpanSample, TagSample, TextSample
from xstilts_baselines.data.targets import all_targets, get_target
from xstilts_baselines.miniature.datasets import Benchmark, sentences_of
from xstilts_kit import miniature
from xstilts_kit.cell import Cell
from xstilts_kit.diagnostics.errors import DataError, UsageError
from xstilts_kit.sources.layouts import LAYOUTS
from xstilts_kit.sources.prepared import Built, edition_folder, write_record
from xstilts_kit.storage import write_json
from xstilts_kit.submission.files import digest_file
from xstilts_kit.tasks import get_task
from xtreme_files import write_pairs, write_questions


@pytest.mark.parametrize("name", ["xnli", "pawsx", "udpos", "panx"])
def test_training_and_dev_come_from_xtremes_own_files(name: str, tmp_path: Path) -> None:
    data = open_target(name, {"": f"folder:{write_download(tmp_path)}"})
    task = get_task(name)
    for split, role in (("train", "train"), ("dev", "validation")):
        (path,) = task.paths(role, "en")  # type: ignore[arg-type]
        layout = LAYOUTS[task.layout]
        inputs = layout.inputs([tmp_path / path]).examples
        found = data.samples(split)  # type: ignore[arg-type]
        assert len(found) == len(inputs)
        for sample, example, gold in zip(
            found, inputs, layout.gold(tmp_path / path, task), strict=True
        ):
            if isinstance(sample, PairSample):
                assert (sample.text_a, sample.text_b) == (example.text_a, example.text_b)
                assert sample.label == gold.label  # type: ignore[attr-defined]
            else:
                assert isinstance(sample, TagSample)
                assert (sample.tokens, sample.tags) == (example.tokens, gold.tags)  # type: ignore[attr-defined]
    assert data.task.labels == task.labels
    assert [file.path for file in data.provenance.files] == [
        f"{name}/train-en.tsv",
        f"{name}/dev-en.tsv",
    ]


def test_ids_of_tydiqa_that_stand_twice_are_replaced_by_rows(tmp_path: Path) -> None:
    data = open_target("tydiqa", {"": f"folder:{write_download(tmp_path)}"})
    train, dev = data.samples("train"), data.samples("dev")
    assert (len(train), len(dev)) == (27, 3)
    assert len({sample.id for sample in (*train, *dev)}) == 30
    assert {s.context for s in (*train, *dev)} == {f"The answer is {n}." for n in range(30)}  # type: ignore[union-attr]


def test_what_is_held_out_hangs_on_the_content_and_not_on_the_order(tmp_path: Path) -> None:
    texts = {f"The answer is {n}.": [("q", "?", str(n))] for n in range(30)}
    held_out = []
    for i, order in enumerate((list(texts), list(reversed(texts)))):
        path = tmp_path / f"{i}.json"
        write_questions(path, {text: texts[text] for text in order})
        dev = open_target("tydiqa", {"": f"divided:{path}"}).samples("dev")
        held_out.append({sample.context for sample in dev})  # type: ignore[union-attr]
    assert held_out[0] == held_out[1]


def test_one_group_of_rows_cannot_be_divided(tmp_path: Path) -> None:
    write_questions(tmp_path / "one.json", {"Rome.": [("q", "?", "Rome"), ("r", "?", "Rome")]})
    with pytest.raises(DataError, match="1 group of rows cannot be divided"):
        open_target("tydiqa", {"": f"divided:{tmp_path / 'one.json'}"}).samples("train")


def test_a_dev_file_alone_is_divided_into_train_and_dev(tmp_path: Path) -> None:
    path = tmp_path / "dev-en.tsv"
    write_pairs(path, [(f"first {n // 2}", f"second {n}", str(n % 2)) for n in range(40)])
    data = open_target("pawsx", {"": f"divided:{path}"})
    train, dev = data.samples("train"), data.samples("dev")
    assert (len(train), len(dev)) == (36, 4)
    # Pairs with the same first sentence stay on one side.
    assert not {s.text_a for s in train} & {s.text_a for s in dev}  # type: ignore[union-attr]
    assert data.provenance.source == "divided"
    assert data.provenance.notes


def test_squad_answers_two_tasks_and_is_the_intermediate_tasks_data(tmp_path: Path) -> None:
    folder = write_original(tmp_path, "squad")
    target = open_target("squad", {"": f"folder:{folder}"})
    intermediate = open_intermediate("squad", {"": f"folder:{folder}"})
    assert target.samples("train") == intermediate.samples("train")
    assert get_target("squad").answers == ("xquad", "mlqa")


def test_questions_that_xquad_tests_on_choose_no_checkpoint(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from hashlib import sha256

    from xstilts_baselines.data.reading import reserved

    rows = hub_rows("squad")
    tested = sha256(rows[2]["context"].encode()).hexdigest()[:16]
    monkeypatch.setattr(reserved, "_tested", lambda: frozenset({tested}))
    path = tmp_path / "dev-v1.1.json"
    write_json(path, squad_document(rows, "1.1"))
    data = open_target("squad", {"": f"files:{path},{path}"})
    assert [sample.id for sample in data.samples("dev")] == ["a1", "a2"]
    assert "XQuAD" in data.provenance.notes[0]


def test_languages_other_than_english_are_read_only_when_they_are_named(tmp_path: Path) -> None:
    places = {"": f"folder:{write_download(tmp_path)}"}
    english = open_target("pawsx", places)
    assert "train de" not in {s.text_a for s in english.samples("train")}  # type: ignore[union-attr]
    assert english.provenance.languages == ("en",)
    both = open_target("pawsx", places, ("en", "de"))
    train = both.samples("train")
    assert {"train en", "train de"} <= {s.text_a for s in train}  # type: ignore[union-attr]
    assert len({sample.id for sample in train}) == len(train) == 4
    assert both.provenance.languages == ("en", "de")


@pytest.mark.parametrize(("name", "language"), [("squad", "de"), ("pawsx", "sw"), ("tydiqa", "de")])
def test_a_language_without_training_data_is_refused(name: str, language: str) -> None:
    with pytest.raises(UsageError, match=f"{name} has no training data in '{language}'"):
        open_target(name, {"": "hub"}, (language,))


def test_a_task_whose_head_another_target_trains_is_explained() -> None:
    with pytest.raises(UsageError, match="head of the target squad"):
        get_target("mlqa")
    with pytest.raises(UsageError, match="Did you mean pawsx"):
        get_target("pawx")


def test_a_test_file_is_no_training_data(tmp_path: Path) -> None:
    write_pairs(tmp_path / "test-en.tsv", [("a", "b")])
    path = tmp_path / "test-en.tsv"
    with pytest.raises(DataError, match=r"test-en\.tsv:1: 2 columns, so no label"):
        open_target("xnli", {"": f"files:{path},{path}"}).samples("train")


def test_data_that_are_not_prepared_are_named_with_the_command_that_prepares_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XSTILTS_CACHE", str(tmp_path))
    with pytest.raises(DataError, match="the train split has not been prepared") as caught:
        open_target("xnli", {})
    assert "xstilts-submit data prepare --out" in caught.value.remedy
    assert "--task xnli --language en --split train" in caught.value.remedy
    with pytest.raises(DataError, match="auto does not prepare its training data"):
        open_target("tydiqa", {"": "auto"})


def test_data_that_are_prepared_are_found_in_the_cache(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XSTILTS_CACHE", str(tmp_path))
    root, task = edition_folder(), get_task("udpos")
    write_download(root)
    for role in ("train", "validation"):
        (path,) = task.paths(role, "en")  # type: ignore[arg-type]
        files = (digest_file(root / path, path),)
        built = Built("udpos", "en", role, "xtreme", 2, "1.0", files)
        write_record(root, Cell(task.name, "en", role), built)  # type: ignore[arg-type]
    data = open_target("udpos", {})
    assert [sample.tokens for sample in data.samples("train")] == [("Anna", "train"), ('"',)]  # type: ignore[union-attr]
    assert data.provenance.source == "kit:auto"
    (root / "udpos/train-en.tsv").write_text("cut off")
    with pytest.raises(DataError, match="the train split has not been prepared"):
        open_target("udpos", {})


def test_every_target_and_only_they_are_trained() -> None:
    assert set(all_targets()) == {*("xnli", "pawsx", "udpos", "panx", "squad", "tydiqa", "xcopa")}
    answered = {name for target in all_targets().values() for name in target.answers}
    assert answered == {*("xnli", "pawsx", "udpos", "panx", "xquad", "mlqa", "tydiqa", "xcopa")}


# The miniature.


@pytest.mark.slow
@pytest.mark.parametrize("name", ["xnli", "pawsx", "udpos", "panx", "squad", "tydiqa"])
def test_the_generator_has_data_for_every_target(name: str) -> None:
    data = open_target(name, {"": "miniature"})
    train = data.samples("train", 60)
    assert len(train) == 60
    assert data.samples("train", 20) == train[:20]
    assert len(data.samples("dev", 10)) == 10
    for sample in train:
        if isinstance(sample, PairSample):
            assert sample.label in data.task.labels
        elif isinstance(sample, TagSample):
            assert set(sample.tags) <= set(data.task.labels)
            assert len(sample.tags) == len(sample.tokens)
        else:
            assert isinstance(sample, SpanSample)
            ((answer, start),) = sample.answers
            assert sample.context[start : start + len(answer)] == answer


@pytest.mark.slow
@pytest.mark.parametrize("name", ["xnli", "udpos"])
def test_generated_training_data_share_nothing_with_dev_or_the_benchmark(
    name: str, benchmark: Benchmark
) -> None:
    from xstilts_baselines.miniature.realise import realise, text

    tested = {
        text(realise(said, "en"), "en")
        for split in benchmark.splits.values()
        for said, languages in sentences_of(split)
        if "en" in languages
    }
    data = open_target(name, {"": "miniature"})
    train, dev = (
        [_firsts(sample) for sample in data.samples(split, 500)]  # type: ignore[arg-type]
        for split in ("train", "dev")
    )
    assert not set(train) & set(dev)
    assert not (set(train) | set(dev)) & tested


def _firsts(sample: object) -> str:
    if isinstance(sample, PairSample):
        return sample.text_a
    assert isinstance(sample, TagSample)
    return " ".join(sample.tokens)


def test_an_intermediate_task_has_other_samples_than_the_target_of_its_kind() -> None:
    first = open_intermediate("mnli", {"": "miniature"}).samples("train", 200)
    second = open_target("xnli", {"": "miniature"}).samples("train", 200)
    assert {s.label for s in first} == {s.label for s in second}  # type: ignore[union-attr]
    both = {(s.text_a, s.text_b) for s in first} & {(s.text_a, s.text_b) for s in second}  # type: ignore[union-attr]
    assert len(both) < 20


def test_the_generator_has_no_other_intermediate_task() -> None:
    with pytest.raises(UsageError, match="The miniature has no HellaSwag"):
        open_intermediate("hellaswag", {"": "miniature"})


def test_text_without_labels_is_generated_in_many_languages() -> None:
    data = open_text(miniature.LANGUAGES, {"text": "miniature"})
    train = data.samples("train", 40)
    assert [s.language for s in train[::4]] == list(miniature.LANGUAGES)  # type: ignore[union-attr]
    assert all(isinstance(sample, TextSample) and sample.text for sample in train)
    with pytest.raises(UsageError, match="The miniature has no 'fi'"):
        open_text(["fi"], {"text": "miniature"})


def test_text_without_labels_comes_from_a_file_a_language(tmp_path: Path) -> None:
    for language in ("de", "sw"):
        lines = [f"{language} {n}" for n in range(40)]
        (tmp_path / f"{language}.txt").write_text("\n".join([*lines[:5], "", *lines[5:]]))
    data = open_text(["de", "sw"], read_places([f"text=folder:{tmp_path}"]))
    train, dev = data.samples("train"), data.samples("dev")
    texts = {s.text for s in (*train, *dev)}  # type: ignore[union-attr]
    assert texts == {f"{language} {n}" for language in ("de", "sw") for n in range(40)}
    assert len(train) + len(dev) == 80
    assert [s.language for s in data.samples("train", 4)] == ["de", "de", "sw", "sw"]  # type: ignore[union-attr]
    with pytest.raises(DataError, match=r"no text in 'fi'.*fi\.txt"):
        open_text(["fi"], {"text": f"folder:{tmp_path}"})
