"""A sentence-transformers folder is read as XTREME does, and what it was trained at is said."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from xstilts_kit.diagnostics.errors import UsageError
from xstilts_kit.prediction.predicting import predict
from xstilts_kit.prediction.preparing import Request, prepare
from xstilts_kit.submission.retrieval import RetrievalSettings, protocol_layer

Ask = Callable[..., Any]


@pytest.fixture
def sentence_encoder(wide_zoo: Callable[[str], Path], tmp_path: Path) -> Callable[..., Path]:
    """Builds a folder as sentence-transformers writes it; `inner` is where the encoder lies."""

    def build(
        inner: str = "",
        pooling: str = "mean_tokens",
        prompts: Any = None,
        more: tuple[str, ...] = (),
    ) -> Path:
        folder = tmp_path / "sentences"
        (folder / inner).mkdir(parents=True)
        for path in wide_zoo("xlm-roberta").iterdir():
            if path.is_file():
                shutil.copy(path, folder / inner)
        kinds = ["Transformer", "Pooling", *more, "Normalize"]
        paths = [inner, *(f"{i}_{kind}" for i, kind in enumerate(kinds) if i)]
        modules = [
            {"idx": i, "name": str(i), "path": path, "type": f"sentence_transformers.models.{kind}"}
            for i, (path, kind) in enumerate(zip(paths, kinds, strict=True))
        ]
        (folder / "modules.json").write_text(json.dumps(modules), encoding="utf-8")
        (folder / "1_Pooling").mkdir()
        config = {"pooling_mode_mean_tokens": False, f"pooling_mode_{pooling}": True}
        (folder / "1_Pooling" / "config.json").write_text(json.dumps(config), encoding="utf-8")
        if prompts is not None:
            path = folder / "config_sentence_transformers.json"
            path.write_text(json.dumps({"prompts": prompts}), encoding="utf-8")
        return folder

    return build


@pytest.fixture
def ask(data: Path) -> Ask:
    """Prepares German Tatoeba."""

    def make(folder: Path, **more: Any) -> Any:
        return prepare(
            Request(
                models=[str(folder)],
                suite="tatoeba",
                sources=[f"folder:{data / 'download'}"],
                languages=["de"],
                **more,
            )
        )

    return make


@pytest.mark.parametrize("inner", ["", "0_Transformer"])
def test_the_warning_names_what_it_was_trained_at_and_the_options_silence_it(
    inner: str, sentence_encoder: Callable[..., Path], ask: Ask, tmp_path: Path
) -> None:
    folder = sentence_encoder(inner, "cls_token", {"query": "query: ", "passage": "passage: "})
    prepared = ask(folder)
    (line,) = [w for w in prepared.warnings if "was trained for" in w]
    assert "layer 1; cls pooling; prefixes query 'query: ', passage 'passage: '" in line
    assert "--layer 1 --pooling cls --prefix 'query: ' reads it so" in line
    asked = ask(folder, layer=1, pooling="cls", prefix="query: ")
    assert not [w for w in asked.warnings if "was trained for" in w]
    settings = predict(asked, tmp_path / "out").settings.retrieval
    assert settings == RetrievalSettings(1, "cls", "none", "query: ", 1)


def test_what_cannot_be_read_as_it_was_trained_is_not_promised(
    sentence_encoder: Callable[..., Path], ask: Ask
) -> None:
    prepared = ask(sentence_encoder(pooling="max_tokens", more=("Dense",)))
    (line,) = [w for w in prepared.warnings if "was trained for" in w]
    assert "max pooling; then Dense, which is not applied here" in line
    assert line.endswith("--layer 1 comes nearest to that.")


def test_a_plain_encoder_is_not_warned_about(wide_zoo: Callable[[str], Path], ask: Ask) -> None:
    prepared = ask(wide_zoo("xlm-roberta"))
    assert not [w for w in prepared.warnings if "trained" in w]
    assert prepared.heads[0].trained is None


def test_a_prefix_stands_before_every_sentence(
    wide_zoo: Callable[[str], Path], ask: Ask, data: Path, tmp_path: Path
) -> None:
    import torch

    from xstilts_kit.engine.cell import open_predictor

    prepared = ask(wide_zoo("xlm-roberta"), prefix="a car ")
    ready = prepared.heads[0]
    predictor = open_predictor(ready.open(torch.device("cpu")))
    found = ready.cells[0]
    features = predictor.features(found.source.inputs(found.cell))
    first = ready.tokenizer("a car ", add_special_tokens=False)["input_ids"]
    plain = ready.tokenizer("a car", add_special_tokens=False)["input_ids"]
    for feature in features:
        ids = list(feature.input_ids)
        assert ids[1 : 1 + len(plain)] in (plain, first[: len(plain)])


def test_a_prefix_without_sentences_is_wrong_usage(model: Path, data: Path) -> None:
    request = Request(
        models=[str(model)],
        sources=[f"folder:{data / 'download'}"],
        tasks=["xnli"],
        languages=["en"],
        prefix="query: ",
    )
    with pytest.raises(UsageError, match="--prefix is given"):
        prepare(request)


@pytest.mark.parametrize("broken", ["{}", "[", '[{"type": 7}, 3]', '[{"path": "../x"}]'])
def test_damaged_modules_are_no_traceback(
    broken: str,
    sentence_encoder: Callable[..., Path],
    predict: Callable[..., tuple[int, str, str]],
) -> None:
    folder = sentence_encoder()
    (folder / "modules.json").write_text(broken, encoding="utf-8")
    code, _, stderr = predict(folder, "--suite", "tatoeba", "--language", "de", task="tatoeba")
    assert code in (0, 2, 3)
    assert "Traceback" not in stderr


def test_the_dry_run_names_layer_pooling_prefix_and_transform(
    sentence_encoder: Callable[..., Path], data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from xstilts_kit.cli import group, run

    folder = sentence_encoder(prompts={"query": "query: "})
    arguments = ["predict", "--model", str(folder), "--source", f"folder:{data / 'download'}"]
    arguments += ["--suite", "tatoeba", "--language", "de", "--dry-run"]
    assert run(group, "xstilts-submit", arguments) == 0
    printed = capsys.readouterr().out
    assert "tatoeba: layer 1 of 1, mean pooling, no prefix, transform none" in printed
    assert "tatoeba: trained at layer 1; mean pooling; prefixes query 'query: '" in printed
    assert run(group, "xstilts-submit", [*arguments, "--json"]) == 0
    (found,) = json.loads(capsys.readouterr().out)["models"]
    assert found["retrieval"]["trained_at"]["pooling"] == "mean"
    assert found["tokenizer"] == {"file": "tokenizer.json", "converted_as": None}


def test_the_protocols_layers() -> None:
    assert [protocol_layer(n) for n in (1, 6, 12, 24, 32)] == [1, 3, 8, 14, 19]


@pytest.mark.parametrize(("limit", "warned"), [(100, True), (128, False), (512, False)])
def test_questions_cut_by_the_tokenizers_own_limit_are_warned_about(
    limit: int, warned: bool, wide_zoo: Callable[[str], Path], data: Path, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(wide_zoo("xlm-roberta") / "squad", tmp_path / "squad"))
    path = folder / "tokenizer_config.json"
    stored = json.loads(path.read_text(encoding="utf-8")) | {"model_max_length": limit}
    path.write_text(json.dumps(stored), encoding="utf-8")
    request = Request(
        models=[str(folder)],
        suite="xquad",
        sources=[f"folder:{data / 'download'}"],
        languages=["de"],
    )
    lines = [w for w in prepare(request).warnings if "model_max_length" in w]
    assert bool(lines) == warned
    if warned:
        assert f"cut at {limit} sub-words" in lines[0]
        assert "the protocol has 384" in lines[0]
