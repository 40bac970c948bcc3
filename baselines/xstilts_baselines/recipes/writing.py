"""Write a commented recipe for users to start from."""

import json
from collections.abc import Sequence
from pathlib import Path

from xstilts_baselines.data.intermediate import get_intermediate
from xstilts_baselines.data.targets import all_targets, get_target
from xstilts_baselines.recipes.loading import SUITE
from xstilts_kit.diagnostics.errors import UsageError
from xstilts_kit.storage import storage_errors
from xstilts_kit.suites import get_suite

_HEAD = """\
# A recipe of your own. Keys behind a # are optional: they show a default or an example.
#   xstilts-baselines plan {path}                  shows steps, cost and what is missing
#   xstilts-baselines run {path} --out runs/mine   runs it
# name = "mine"               # default: the file's name
# description = "my first recipe"
# seed = 1
# suite = "xtreme-8"          # predicted and scored at the end; `mini` needs no data

[base]
model = {base}  # a folder, or an id on the Hub
# revision = "main"           # branch, tag or commit

# For phase 2 and for every target; each of them can override these values.
[settings]
batch = 8                     # examples per batch on one device
accumulate = 4                # batches per optimiser step
learning_rate = 2e-5
epochs = 2                    # or: steps = 1000
# warmup = 0.1                # share of the steps used for warm-up
# weight_decay = 0.01
# clip = 1.0                  # maximum norm of the gradient
# max_length = 128            # maximum sub-words of an input; default: the task's own
# precision = "auto"          # fp32 or bf16; auto is bf16 if the device supports it
# eval_every = 500            # steps between evaluations on English dev; default: a tenth
# dev_examples = 1000         # maximum examples scored from each dev set
# patience = 3                # evaluations without a better dev score before stopping
# freeze_layers = 6           # freeze the embeddings and the lowest layers
# word_dropout = 0.1          # share of sub-words hidden, redrawn in every epoch
# group_by_length = 16        # sort the rows of 16 steps by length: less padding
"""

_OWN = """
# A task of your own: columns text_a, text_b and label (.tsv, .csv or .jsonl). Other kinds are
# tags, span and choice.
# [[{table}]]
# task = "my_pairs"
# kind = "pair"
# labels = ["no", "yes"]      # in class-index order
# files = {{ train = "train.tsv", dev = "dev.tsv" }}   # dev alone: a tenth is held out
"""

_TAIL = """
# Objective of a training step: plain, random, fgm, pgd, freelb or r3f.
# [regime]
# kind = "random"
# epsilon = 0.1               # norm of the perturbation relative to the embeddings' norm
# at = "both"                 # or: intermediate, targets

# Code-switched training text: words replaced from bilingual lexicons, drawn anew in every epoch.
# [switch]
# languages = ["ar", "de", "es", "hi", "ru", "tr", "zh"]
# ratio = 0.6                 # share of words
# at = "intermediate"         # or: targets, both

# Synonyms in the training text, drawn anew in every epoch (RS-DA).
# [paraphrase]
# at = "targets"              # or: intermediate, both; not in the phase of [switch]

# Additional arguments of transformers' Trainer.
# [trainer]
# lr_scheduler_type = "cosine"
# gradient_checkpointing = true
# report_to = "tensorboard"

# Low-rank adapters instead of all weights, merged at the end; needs the extra peft.
# [lora]
# rank = 8

# Places of training data, as for --data.
# [data]
# xnli = "folder:/data/xtreme"
# lexicons = "folder:/data/lexicons"   # en-de.txt and so on
# synonyms = "folder:/data/synonyms"   # synonyms.json: word -> list of synonyms
"""


def write_recipe(
    path: Path, base: str, intermediate: Sequence[str] = (), targets: Sequence[str] = ()
) -> None:
    """Write a commented recipe, ready to be planned.

    Args:
        path: The ``.toml`` file to write; it must not exist.
        base: The encoder.
        intermediate: Tasks of phase 2.
        targets: Tasks of phase 3; empty: all of the default suite.

    Raises:
        UsageError: The file exists or does not end in ``.toml``, or a task is unknown.
        StorageError: The file cannot be written.
    """
    if path.suffix != ".toml":
        raise UsageError(f"{path} does not end in .toml.", f"Give {path.with_suffix('.toml')}.")
    if path.exists():
        raise UsageError(f"{path} already exists.", "Give another name, or remove it.")
    text = recipe_text(path, base, intermediate, targets)
    with storage_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")


def recipe_text(path: Path, base: str, intermediate: Sequence[str], targets: Sequence[str]) -> str:
    """Return the text of a recipe; arguments and errors as for `write_recipe`."""
    first = [get_intermediate(name).name for name in intermediate]
    suite = set(get_suite(SUITE).task_names)
    usual = [name for name, target in all_targets().items() if suite & set(target.answers)]
    last = [get_target(name).name for name in targets] or usual
    parts = [_HEAD.format(path=path, base=json.dumps(base, ensure_ascii=False))]
    parts.append("\n# Phase 2: English tasks on which the encoder is trained before its heads.\n")
    if first:
        parts += [f'[[intermediate]]\ntask = "{name}"\n\n' for name in first]
        several = len(first) > 1
        parts.append(f"[phase]\n{'steps = 1000' if several else 'epochs = 1'}\n")
    else:
        parts.append('# [[intermediate]]\n# task = "mnli"\n# [phase]\n# epochs = 1\n')
    parts.append(_OWN.format(table="intermediate"))
    parts.append("\n# Phase 3: a head for each target, trained in English.\n")
    parts.append("\n".join(f'[[targets]]\ntask = "{name}"\n' for name in last))
    parts.append(_TAIL)
    return "".join(parts)
