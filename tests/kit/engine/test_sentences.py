"""Retrieval and mining: each sentence once, ties to the first, a threshold from dev alone."""

import json
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from xstilts_kit import Request, predict, prepare
from xstilts_kit.diagnostics.errors import DataError, UsageError
from xstilts_kit.engine.cell import predict_cell
from xstilts_kit.families import Inputs, _sentences
from xstilts_kit.families.mining.records import CorpusSentence, PairGold
from xstilts_kit.families.retrieval.records import Candidate, Query
from xstilts_kit.scoring.scoring import score
from xtreme_files import write_lines

Open = Callable[..., Any]


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, ...]]:
    """Every row that goes through the encoder."""
    rows: list[tuple[int, ...]] = []
    original = _sentences.sentence_vectors

    def count(head: Any, input_ids: Sequence[Sequence[int]], *more: Any) -> Any:
        rows.extend(map(tuple, input_ids))
        return original(head, input_ids, *more)

    monkeypatch.setattr(_sentences, "sentence_vectors", count)
    return rows


def _tatoeba(queries: Sequence[str], candidates: Sequence[str]) -> Inputs:
    return Inputs(
        tuple(Query(str(i), text) for i, text in enumerate(queries)),
        tuple(Candidate(str(i), text) for i, text in enumerate(candidates)),
    )


def test_each_distinct_sentence_is_embedded_once_on_each_side(
    whole_checkpoint: Path, opened: Open, counted: list[tuple[int, ...]]
) -> None:
    predictor, _ = opened(whole_checkpoint, "tatoeba")
    inputs = _tatoeba(["Anna", "Auto", "Anna", "Berlin"], ["Anna", "Anna", "Zug", "Anna", "Zug"])
    records = predict_cell(predictor, inputs, 64, lambda _: None).records
    assert len(counted) == 3 + 2
    assert [record.match for record in records][::2] == ["0", "0"]  # type: ignore[attr-defined]


def test_a_sentence_is_found_among_the_candidates_by_its_vector(
    whole_checkpoint: Path, opened: Open
) -> None:
    predictor, _ = opened(whole_checkpoint, "tatoeba")
    texts = ["Anna", "Der Zug kommt heute.", "Es regnet in Berlin.", "", "安娜 住 在 柏林 。"]
    found = predict_cell(predictor, _tatoeba(texts, texts[::-1]), 64, lambda _: None).records
    assert [record.match for record in found] == list("43210")  # type: ignore[attr-defined]


@pytest.mark.parametrize("batch_tokens", [1, 40, 200, 100_000])
def test_the_batch_size_changes_no_match(
    batch_tokens: int, whole_checkpoint: Path, opened: Open
) -> None:
    predictor, _ = opened(whole_checkpoint, "tatoeba")
    texts = [f"Anna wohnt {'in Berlin ' * (i % 7)}{i}." for i in range(40)]
    inputs = _tatoeba(sorted(texts), [f"{text} heute" for text in texts])
    expected = predict_cell(predictor, inputs, 8192, lambda _: None).records
    assert predict_cell(predictor, inputs, batch_tokens, lambda _: None).records == expected


@pytest.mark.parametrize("pooling", ["mean", "cls"])
@pytest.mark.parametrize("layer", [0, 1, 2])
def test_a_vector_is_the_pooled_hidden_state_of_its_layer(
    layer: int, pooling: str, whole_checkpoint: Path, opened: Open
) -> None:
    """Against the whole encoder, one sentence at a time."""
    import torch
    import transformers

    predictor, head = opened(whole_checkpoint, "tatoeba", layer=layer, pooling=pooling)
    whole = transformers.AutoModel.from_pretrained(whole_checkpoint, dtype=torch.float32).eval()
    texts = ["Anna", "Der Zug kommt heute.", "安娜 住 在 柏林 。" * 30]
    features = predictor.features(_tatoeba(texts, ["x"]))[:3]
    found = np.asarray(predictor.outputs(features))
    for text, feature, vector in zip(texts, features, found, strict=True):
        inputs = head.tokenizer(text, truncation=True, max_length=64, return_tensors="pt")
        assert inputs["input_ids"][0].tolist() == list(feature.input_ids)
        with torch.no_grad():
            hidden = whole(**inputs, output_hidden_states=True).hidden_states[layer][0]
        expected = hidden.mean(dim=0) if pooling == "mean" else hidden[0]
        assert vector == pytest.approx(expected.numpy(), abs=1e-6)


def _corpora(source: Sequence[str], target: Sequence[str]) -> Inputs:
    return Inputs(
        tuple(CorpusSentence(f"de-{i + 1}", text, "query") for i, text in enumerate(source)),
        tuple(CorpusSentence(f"en-{i + 1}", text, "candidate") for i, text in enumerate(target)),
    )


def test_sentences_that_stand_on_several_lines_are_in_no_pair(
    whole_checkpoint: Path, opened: Open, counted: list[tuple[int, ...]]
) -> None:
    predictor, _ = opened(whole_checkpoint, "bucc2018")
    texts = ["Anna", "Der Zug kommt heute.", "Es regnet.", "安娜 住 在 柏林 。"]
    inputs = _corpora([*texts, "Anna"], texts)
    dev = _corpora(texts, texts)
    gold = tuple(PairGold(f"de-{i}", f"en-{i}") for i in range(1, 5))
    predicted = predict_cell(predictor, inputs, 64, lambda _: None, (dev, gold))
    pairs = [(r.source, r.target) for r in predicted.records]  # type: ignore[attr-defined]
    assert len(counted) == 4 * 4
    assert pairs == [("de-2", "en-2"), ("de-3", "en-3"), ("de-4", "en-4")]


def _bucc(source: Path, checkpoint: Path, out: Path, **more: Any) -> Any:
    request = Request(
        models=[str(checkpoint)],
        suite="bucc2018",
        sources=[f"folder:{source}"],
        languages=["de"],
        **more,
    )
    return predict(prepare(request), out)


@pytest.fixture
def corpora(data: Path, tmp_path: Path) -> Path:
    """A copy of the BUCC files alone."""
    root = tmp_path / "download"
    shutil.copytree(data / "download/bucc2018", root / "bucc2018")
    return root


def test_the_threshold_is_fitted_on_dev_alone_and_recorded(
    corpora: Path, whole_checkpoint: Path, tmp_path: Path
) -> None:
    first = _bucc(corpora, whole_checkpoint, tmp_path / "a")
    assert list(first.settings.thresholds) == ["de"]
    # No gold of the test split is there at all; other test corpora change no threshold.
    for code in ("de", "en"):
        path = corpora / f"bucc2018/de-en.test.{code}"
        path.write_text("".join(path.read_text(encoding="utf-8").splitlines(True)[:2]), "utf-8")
    second = _bucc(corpora, whole_checkpoint, tmp_path / "b")
    assert second.settings.thresholds == first.settings.thresholds
    manifest = json.loads((tmp_path / "b/manifest.json").read_text(encoding="utf-8"))
    assert manifest["settings"]["thresholds"] == dict(first.settings.thresholds)
    # Without a right pair in the dev gold the threshold is 0: dev gold is what it hangs on.
    write_lines(corpora / "bucc2018/de-en.dev.gold", ["de-000000001\ten-000000099"])
    third = _bucc(corpora, whole_checkpoint, tmp_path / "c")
    assert third.settings.thresholds == {"de": 0.0}


def test_no_pair_lies_below_the_threshold(
    corpora: Path, whole_checkpoint: Path, tmp_path: Path
) -> None:
    manifest = _bucc(corpora, whole_checkpoint, tmp_path / "a", splits=["validation"])
    threshold = manifest.settings.thresholds["de"]
    lines = (tmp_path / "a/predictions/bucc2018/de.jsonl").read_text("utf-8").splitlines()
    assert all(json.loads(line)["score"] >= threshold for line in lines)


def test_a_validation_run_fits_on_itself_and_gives_the_same_threshold(
    corpora: Path, whole_checkpoint: Path, tmp_path: Path, counted: list[tuple[int, ...]]
) -> None:
    test = _bucc(corpora, whole_checkpoint, tmp_path / "test")
    rows = len(counted)
    dev = _bucc(corpora, whole_checkpoint, tmp_path / "dev", splits=["validation"])
    assert dev.settings.thresholds == test.settings.thresholds
    assert len(counted) - rows == 4 + 5, "its own sentences go through the encoder once"


@pytest.mark.parametrize("gone", ["dev.gold", "dev.de", "dev.en"])
def test_without_a_dev_file_no_threshold_can_be_fitted(
    gone: str, corpora: Path, whole_checkpoint: Path, tmp_path: Path
) -> None:
    (corpora / f"bucc2018/de-en.{gone}").unlink()
    with pytest.raises(DataError, match="the threshold is fitted on the validation split") as said:
        _bucc(corpora, whole_checkpoint, tmp_path / "out")
    assert f"de-en.{gone}" in said.value.what
    assert "--available" in said.value.remedy
    with pytest.raises(DataError, match="Nothing is left to predict"):
        _bucc(corpora, whole_checkpoint, tmp_path / "out", available=True)
    assert not (tmp_path / "out").exists()


def test_available_skips_the_language_whose_dev_files_are_missing(
    data: Path, corpora: Path, whole_checkpoint: Path, tmp_path: Path
) -> None:
    (corpora / "bucc2018/de-en.dev.gold").unlink()
    prepared = prepare(
        Request(
            models=[str(whole_checkpoint)],
            suite="bucc2018",
            sources=[f"folder:{corpora}"],
            languages=["de", "zh"],
            available=True,
        )
    )
    assert [found.cell.name for found in prepared.surveyed] == ["bucc2018/zh"]
    (skipped,) = prepared.plan.skipped
    assert skipped.startswith("bucc2018/de: ")
    assert "de-en.dev.gold" in skipped
    manifest = predict(prepared, tmp_path / "out")
    assert list(manifest.settings.thresholds) == ["zh"]
    assert score(tmp_path / "out", gold=[data / "labels"]).cells[0].metrics is not None


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"layer": 3}, "layers 1 to 2"),
        ({"layer": 99}, "layers 1 to 2"),
        ({"layer": 1, "suite": "xnli"}, "nothing is predicted from the bare encoder"),
        ({"pooling": "cls", "suite": "xnli"}, "nothing is predicted from the bare encoder"),
    ],
)
def test_a_layer_that_is_not_there_or_not_used_is_refused(
    options: dict[str, Any], says: str, data: Path, whole_checkpoint: Path
) -> None:
    asked: dict[str, Any] = {"suite": "tatoeba", "languages": ["de"], **options}
    with pytest.raises(UsageError, match=says):
        prepare(
            Request(
                models=[str(whole_checkpoint)], sources=[f"folder:{data / 'download'}"], **asked
            )
        )


def test_layer_and_pooling_are_recorded(data: Path, whole_checkpoint: Path, tmp_path: Path) -> None:
    request = Request(
        models=[str(whole_checkpoint)],
        suite="tatoeba",
        sources=[f"folder:{data / 'download'}"],
        languages=["de"],
        layer=2,
        pooling="cls",
    )
    settings = predict(prepare(request), tmp_path / "out").settings
    assert settings.retrieval is not None
    assert (settings.retrieval.layer, settings.retrieval.pooling) == (2, "cls")
    assert settings.thresholds == {}
