"""PEFT adapters: detected and rejected, with a program that merges one into its base."""

import shlex
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import Any

from xstilts_kit.checkpoint.folder import (
    HEAD_TENSORS,
    TOKENIZERS,
    classes_of,
    has_weights,
)
from xstilts_kit.checkpoint.reading import read_header, read_json
from xstilts_kit.checkpoint.spec import Repository
from xstilts_kit.checkpoint.unusable import ADAPTER
from xstilts_kit.diagnostics.errors import ModelError
from xstilts_kit.families import get_family
from xstilts_kit.tasks import Task

WEIGHTS = "adapter_model.safetensors"
PREFIX = "base_model.model."
"""Prefix that PEFT adds to the names of the base's tensors."""

_MODEL_CLASSES = {
    "SEQ_CLS": "AutoModelForSequenceClassification",
    "TOKEN_CLS": "AutoModelForTokenClassification",
    "QUESTION_ANS": "AutoModelForQuestionAnswering",
    "FEATURE_EXTRACTION": "AutoModel",
}
_FAMILY_CLASSES = {
    "classification": "AutoModelForSequenceClassification",
    "tagging": "AutoModelForTokenClassification",
    "span_qa": "AutoModelForQuestionAnswering",
    "multiple_choice": "AutoModelForMultipleChoice",
}


def is_adapter(names: AbstractSet[str]) -> bool:
    """Whether a folder with these files holds an adapter without a complete model."""
    return ADAPTER in names and not has_weights(names)


def small_files(names: AbstractSet[str]) -> tuple[str, ...]:
    """The files of an adapter's folder that `adapter_alone` reads."""
    return (ADAPTER, *({WEIGHTS} & names))


def adapter_alone(repository: Repository, sub: str, task: Task) -> ModelError:
    """Error for a PEFT adapter, with a program that merges it into its base.

    Args:
        repository: The adapter's repository, with its `small_files` already fetched.
        sub: The adapter's sub-folder; empty for the top level.
        task: The task for which the adapter was given.

    Raises:
        ModelError: One of its files is damaged.
    """
    where, path = repository.called(sub), repository.folder / sub
    names = repository.names_in(sub)
    settings = read_json(where, path / ADAPTER)
    base, revision = settings.get("base_model_name_or_path"), settings.get("revision")
    if not isinstance(base, str) or not base:
        return ModelError(
            f"{where} holds an adapter that does not name its base, not a whole model.",
            f"Write the base's Hub id or folder as base_model_name_or_path into its {ADAPTER}, then"
            " run the same command again for the lines that merge it.",
        )
    at = f" at {revision[:40]}" if isinstance(revision, str) else ""
    tensors = read_header(where, path / WEIGHTS) if WEIGHTS in names else None
    program = _program(repository, sub, settings, classes_of_adapter(task, tensors), task)
    return ModelError(
        f"{where} holds an adapter of {base[:200]}{at}, not a whole model.",
        "Add --apply-adapters (pip install 'xstilts[peft]'), which merges it into its base for the"
        " run; or merge it once, in a folder `merged`, and give that one:"
        f" python -c {shlex.quote(program)}",
    )


def classes_of_adapter(task: Task, tensors: Mapping[str, tuple[int, ...]] | None) -> int | None:
    """Number of outputs of the adapter's head; None without a head or without classes."""
    labels = get_family(task.family).class_names(task)
    if not labels:
        return None
    if tensors is None:  # weights as a pickle, which is not opened
        return len(labels)
    plain = {name.removeprefix(PREFIX): shape for name, shape in tensors.items()}
    head = {name: shape for name, shape in plain.items() if name.split(".")[0] in HEAD_TENSORS}
    return classes_of(head)


def class_of(settings: Mapping[str, Any], task: Task) -> str:
    """Return transformers' class of the whole model."""
    return _MODEL_CLASSES.get(str(settings.get("task_type"))) or _FAMILY_CLASSES.get(
        task.family, "AutoModel"
    )


def _program(
    repository: Repository, sub: str, settings: Mapping[str, Any], classes: int | None, task: Task
) -> str:
    """A one-line program that writes the merged model into a folder ``merged``.

    It stops if a tensor is in neither base nor adapter, and would be initialised at random.
    """
    kind = class_of(settings, task)
    if repository.pinned is None:
        source = repr(str(repository.folder / sub))
    else:
        source = (
            f"__import__('huggingface_hub').snapshot_download({repository.id!r},"
            f" revision={repository.revision!r})" + (f" + {'/' + sub!r}" if sub else "")
        )
    own = bool(repository.names_in(sub) & set(TOKENIZERS))
    tokenizer = "d" if own else "c.base_model_name_or_path, revision=c.revision"
    more = "" if classes is None else f" num_labels={classes}, ignore_mismatched_sizes=True,"
    steps = [
        f"import peft, transformers as t; d = {source}",
        "c = peft.PeftConfig.from_pretrained(d)",
        f"k = t.AutoTokenizer.from_pretrained({tokenizer})",
        f"m, i = t.{kind}.from_pretrained(c.base_model_name_or_path, revision=c.revision,{more}"
        " output_loading_info=True)",
    ]
    if own:
        steps.append(
            "len(k) > m.get_input_embeddings().num_embeddings and m.resize_token_embeddings(len(k))"
        )
    if kind != "AutoModel":
        steps += [
            "s = ' '.join(peft.load_peft_weights(d, device='cpu'))",
            "r = [n for n in [*i['missing_keys'], *(x[0] for x in i['mismatched_keys'])]"
            " if n not in s]",
            "r and exit(f'Neither the base nor the adapter stores {r}: train the adapter again with"
            " these in modules_to_save.')",
        ]
    steps += [
        "peft.PeftModel.from_pretrained(m, d).merge_and_unload().save_pretrained('merged')",
        "k.save_pretrained('merged')",
    ]
    return "; ".join(steps)
