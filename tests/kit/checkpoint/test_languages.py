"""Models that are told the language of a text are told the right one, cell by cell."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from xstilts_kit import Request, predict, prepare
from xstilts_kit.diagnostics.errors import ModelError
from xstilts_kit.tasks import get_task

LANGUAGES = ["en_XX", "zh_CN", "de_DE", "zh_TW"]


@pytest.fixture
def xmod(tmp_path: Path, checkpoint: Path) -> Callable[..., Path]:
    """Builds an X-MOD with adapters so different that each language has other answers."""

    def build(task: str = "xnli", adapters: Any = LANGUAGES, **changes: Any) -> Path:
        import shutil

        import torch
        import transformers

        folder = tmp_path / "xmod"
        labels = get_task(task).labels
        tokenizer = transformers.PreTrainedTokenizerFast.from_pretrained(checkpoint / "xnli")
        config = transformers.XmodConfig(
            vocab_size=len(tokenizer),
            hidden_size=16,
            num_hidden_layers=2,
            num_attention_heads=2,
            intermediate_size=16,
            max_position_embeddings=130,
            type_vocab_size=1,
            languages=adapters,
            default_language="en_XX",
            **({"id2label": dict(enumerate(labels))} if labels else {}),
        )
        kind = {
            "xnli": transformers.XmodForSequenceClassification,
            "udpos": transformers.XmodForTokenClassification,
            "xquad": transformers.XmodForQuestionAnswering,
            "tatoeba": transformers.XmodModel,
        }[task]
        torch.manual_seed(7)
        model = kind(config)
        with torch.no_grad():
            for parameter in model.parameters():
                parameter.normal_()
        model.save_pretrained(folder)
        for path in (checkpoint / "xnli").glob("tokenizer*"):
            shutil.copy(path, folder)
        stored = json.loads((folder / "config.json").read_text(encoding="utf-8")) | changes
        (folder / "config.json").write_text(json.dumps(stored), encoding="utf-8")
        return folder

    return build


def _ask(folder: Path, data: Path, task: str, *languages: str) -> Any:
    return prepare(
        Request(
            models=[str(folder)],
            suite=task,
            sources=[f"folder:{data / 'download'}"],
            languages=list(languages),
        )
    )


@pytest.mark.parametrize("default", ["en_XX", "zh_CN", None])
@pytest.mark.parametrize("task", ["xnli", "udpos", "xquad", "tatoeba"])
def test_each_language_runs_through_its_own_adapter(
    task: str, default: str | None, xmod: Callable[..., Path], data: Path, tmp_path: Path
) -> None:
    """The answers are the same whatever language is the configuration's default."""
    folder = xmod(task, default_language=default)
    languages = ["de"] if task == "tatoeba" else ["de", "en", "zh"]
    manifest = predict(_ask(folder, data, task, *languages), tmp_path / "out")
    told = {"de": "de_DE", "en": "en_XX", "zh": "zh_CN"}
    expected = {code: told[code] for code in [*languages, *(["en"] if task == "tatoeba" else [])]}
    assert manifest.models[0].language_inputs == expected
    for code in languages:
        alone = tmp_path / f"alone {code}"
        stored = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        stored["default_language"] = told[code]
        (folder / "config.json").write_text(json.dumps(stored), encoding="utf-8")
        predict(_ask(folder, data, task, code), alone / "out")
        path = Path("predictions") / task / f"{code}.jsonl"
        assert (alone / "out" / path).read_bytes() == (tmp_path / "out" / path).read_bytes()


def test_the_adapters_of_two_languages_give_other_vectors(
    xmod: Callable[..., Path], data: Path
) -> None:
    import torch

    from xstilts_kit.checkpoint.forward import sentence_vectors
    from xstilts_kit.checkpoint.opening import open_head

    prepared = _ask(xmod("tatoeba"), data, "tatoeba", "de")
    opened = open_head(
        prepared.heads[0].head,
        prepared.heads[0].tokenizer,
        torch.device("cpu"),
        "float32",
        32,
        prepared.embedding,
    )
    vectors = sentence_vectors(opened, [[0, 7, 8, 2]] * 3, ["en", "de", "de"])
    assert (vectors[1] == vectors[2]).all()
    assert (vectors[0] != vectors[1]).any()
    opened.model.set_default_language("de_DE")
    ids = torch.tensor([[0, 7, 8, 2]])
    with torch.inference_mode():
        states = opened.model(ids, output_hidden_states=True).hidden_states
    expected = states[prepared.embedding.layer][0].mean(dim=0)
    assert torch.allclose(torch.tensor(vectors[1]), expected, atol=1e-5)
    with pytest.raises(ModelError, match="must be told the language"):
        sentence_vectors(opened, [[0, 7, 8, 2]], [None])


@pytest.mark.usefixtures("no_weights")
def test_a_language_without_an_adapter_is_refused(xmod: Callable[..., Path], data: Path) -> None:
    folder = xmod("xnli", ["en_XX", "zh_CN"])
    with pytest.raises(ModelError, match="no part for de") as refused:
        _ask(folder, data, "xnli", "en", "de")
    assert "--language en" in refused.value.remedy


@pytest.mark.usefixtures("no_weights")
@pytest.mark.parametrize("languages", [None, [], "en_XX", [1]])
def test_adapters_without_a_list_of_languages_are_refused(
    languages: Any, xmod: Callable[..., Path], data: Path
) -> None:
    with pytest.raises(ModelError):
        _ask(xmod("xnli", languages=languages), data, "xnli", "de")


def test_language_embeddings_of_xlm_are_told_for_every_sub_word(tmp_path: Path) -> None:
    from xstilts_kit.checkpoint.folder import CheckpointFolder
    from xstilts_kit.checkpoint.languages import language_input

    def asked(**config: Any) -> Any:
        return language_input(
            CheckpointFolder("x", tmp_path, {"model_type": "xlm", **config}, (), (), {})
        )

    found = asked(n_langs=2, use_lang_emb=True, lang2id={"en": 0, "zh-classical": 1})
    assert (found.argument, found.per_token) == ("langs", True)
    assert dict(found.indices) == {"en": 0, "zh": 1}
    assert asked(n_langs=1) is None
    assert asked(n_langs=15, use_lang_emb=False) is None
    with pytest.raises(ModelError, match="does not number"):
        asked(n_langs=15, use_lang_emb=True)
    with pytest.raises(ModelError, match="as a token"):
        asked(model_type="mbart")
