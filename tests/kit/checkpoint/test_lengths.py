"""Lengths of questions: what leaves no room for the context is refused before anything runs."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from xstilts_kit import Request, prepare
from xstilts_kit.diagnostics.errors import ModelError, UsageError


@pytest.fixture
def ask(whole_checkpoint: Path, data: Path) -> Callable[..., Any]:
    """Prepares German xquad."""

    def make(model: Path = whole_checkpoint, **more: Any) -> Any:
        return prepare(
            Request(
                models=[str(model)],
                suite="xquad",
                sources=[f"folder:{data / 'download'}"],
                languages=["de"],
                **more,
            )
        )

    return make


@pytest.mark.usefixtures("no_weights")
@pytest.mark.parametrize("length", [8, 64, 68, 99])
def test_a_length_that_holds_the_question_alone_is_refused(
    length: int, ask: Callable[..., Any]
) -> None:
    """64 sub-words of the question, 4 special ones and at least 32 of the context."""
    with pytest.raises(UsageError, match=f"--max-length xquad={length}") as refused:
        ask(max_lengths={"xquad": length})
    assert "100" in refused.value.remedy


@pytest.mark.usefixtures("no_weights")
@pytest.mark.parametrize("length", [100, 126])
def test_a_length_with_room_for_the_context_is_taken(length: int, ask: Callable[..., Any]) -> None:
    assert ask(max_lengths={"xquad": length}).heads[0].max_length == length


@pytest.mark.usefixtures("no_weights")
def test_the_models_limit_is_the_default_below_384(ask: Callable[..., Any]) -> None:
    assert ask().heads[0].max_length == 126
    with pytest.raises(UsageError, match="at most 126 sub-words"):
        ask(max_lengths={"xquad": 127})


@pytest.mark.usefixtures("no_weights")
def test_384_is_the_default_of_a_longer_model(
    wide_zoo: Callable[[str], Path],
    change_config: Callable[..., None],
    tmp_path: Path,
    ask: Callable[..., Any],
) -> None:
    import transformers

    folder = Path(shutil.copytree(wide_zoo("bert") / "squad", tmp_path / "squad"))
    config = transformers.BertConfig.from_pretrained(folder)
    config.max_position_embeddings = 512
    transformers.BertForQuestionAnswering(config).save_pretrained(folder)
    assert ask(folder).heads[0].max_length == 384
    assert ask(folder, max_lengths={"xquad": 512}).heads[0].max_length == 512


@pytest.mark.usefixtures("no_weights")
def test_a_model_that_is_too_short_for_questions_is_refused(
    checkpoint: Path, tmp_path: Path, ask: Callable[..., Any]
) -> None:
    import transformers

    folder = tmp_path / "squad"
    config = transformers.XLMRobertaConfig.from_pretrained(checkpoint / "xnli")
    config.max_position_embeddings, config.id2label = 101, {0: "a", 1: "b"}
    transformers.XLMRobertaForQuestionAnswering(config).save_pretrained(folder)
    for path in (checkpoint / "xnli").glob("tokenizer*"):
        shutil.copy(path, folder)
    with pytest.raises(ModelError, match="takes at most 99 sub-words; xquad needs 100"):
        ask(folder)
