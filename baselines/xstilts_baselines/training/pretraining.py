"""Pre-training the miniature's encoder: masked words, translated sentences, translated words."""

import math
from collections.abc import Mapping, Sequence
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

import torch
import transformers
from torch.nn import functional

from xstilts_baselines.miniature.alignment import translations
from xstilts_baselines.miniature.builders import Reserve
from xstilts_baselines.miniature.documents import documents, parallel_pairs
from xstilts_baselines.miniature.lexicon import LANGUAGES
from xstilts_baselines.recipes import Encoder, Pretraining
from xstilts_baselines.training.arguments import train, training_arguments

_CONTRAST_EVERY = 5
_CONTRAST_PAIRS = 16
_SENTENCE_TEMPERATURE = 0.07
_WORD_TEMPERATURE = 0.1
_SPREAD = 0.04
_IGNORED = -100


def pretrain(
    encoder: Encoder, plan: Pretraining, tokenizer: Any, reserve: Reserve, seed: int, work: Path
) -> tuple[Any, list[dict[str, float]]]:
    """Train an XLM-R from scratch.

    Returns:
        The masked language model, and the logged losses.
    """
    transformers.set_seed(seed)
    model = transformers.XLMRobertaForMaskedLM(_config(encoder, len(tokenizer)))
    words = _aligned_pieces(tokenizer)
    _align_embeddings(model, words, plan.word_share, seed)
    texts = list(islice(documents(f"{seed}/documents", reserve), plan.documents))
    rows = _encode(tokenizer, texts, encoder.positions)
    pairs = islice(parallel_pairs(f"{seed}/parallel", reserve), max(64, plan.documents // 4))
    trainer = _AligningTrainer(
        model=model,
        args=training_arguments(
            work,
            steps=plan.steps,
            batch=plan.batch,
            learning_rate=plan.learning_rate,
            warmup=plan.warmup,
            seed=seed,
            beta2=0.98,
            by_length=True,
        ),
        train_dataset=rows,
        data_collator=_Masker(tokenizer, plan.mask, seed),
        plan=plan,
        parallel=_encode_pairs(tokenizer, list(pairs), encoder.positions),
        padding=tokenizer.pad_token_id,
        words=words,
        seed=seed,
    )
    return model, train(trainer)


def _config(encoder: Encoder, vocabulary: int) -> Any:
    return transformers.XLMRobertaConfig(
        vocab_size=vocabulary,
        hidden_size=encoder.hidden,
        num_hidden_layers=encoder.layers,
        num_attention_heads=encoder.heads,
        intermediate_size=encoder.feed_forward,
        max_position_embeddings=encoder.positions + 2,
        type_vocab_size=1,
        pad_token_id=1,
        bos_token_id=0,
        eos_token_id=2,
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
        initializer_range=_SPREAD,
    )


def _aligned_pieces(tokenizer: Any) -> list[dict[str, list[int]]]:
    """Per concept: language → ids of its forms that consist of a single piece."""
    known = tokenizer.get_vocab()
    concepts = []
    for concept in translations():
        ids = {
            language: [
                known[piece]
                for form in concept[language]
                for piece in (f"▁{form}", form)
                if piece in known and len(form) > 1
            ]
            for language in LANGUAGES
        }
        concepts.append({language: found for language, found in ids.items() if found})
    return [concept for concept in concepts if len(concept) > 1]


def _align_embeddings(
    model: Any, concepts: Sequence[Mapping[str, list[int]]], share: float, seed: int
) -> None:
    """Initialise all forms of a concept with nearly the same embedding."""
    generator = torch.Generator().manual_seed(seed)
    table = model.get_input_embeddings().weight
    with torch.no_grad():
        for concept in concepts:
            common = torch.randn(table.shape[1], generator=generator)
            for piece in sorted({i for ids in concept.values() for i in ids}):
                own = torch.randn(table.shape[1], generator=generator)
                table[piece] = _SPREAD * (math.sqrt(share) * common + math.sqrt(1 - share) * own)


def _encode(tokenizer: Any, texts: Sequence[tuple[str, ...]], longest: int) -> list[dict[str, Any]]:
    firsts = [document[0] for document in texts]
    seconds = [document[1] if len(document) > 1 else None for document in texts]
    rows = []
    for first, second in zip(firsts, seconds, strict=True):
        ids = tokenizer(first, second, truncation=True, max_length=longest)["input_ids"]
        rows.append({"input_ids": ids, "length": len(ids)})
    return rows


def _encode_pairs(
    tokenizer: Any, pairs: Sequence[tuple[str, str]], longest: int
) -> list[tuple[list[int], list[int]]]:
    sides = [
        tokenizer([pair[side] for pair in pairs], truncation=True, max_length=longest)["input_ids"]
        for side in (0, 1)
    ]
    return list(zip(*sides, strict=True))


class _Masker:
    """Masks sub-words as BERT does: 80 % masked, 10 % replaced at random, 10 % unchanged."""

    def __init__(self, tokenizer: Any, share: float, seed: int) -> None:
        self._tokenizer, self._share = tokenizer, share
        self._generator = torch.Generator().manual_seed(seed)

    def __call__(self, rows: Sequence[Mapping[str, Any]]) -> dict[str, torch.Tensor]:
        ids = _pad([row["input_ids"] for row in rows], self._tokenizer.pad_token_id)
        special = torch.isin(ids, torch.tensor(self._tokenizer.all_special_ids))
        chance = torch.rand(ids.shape, generator=self._generator)
        chosen = (chance < self._share) & ~special
        labels = torch.where(chosen, ids, _IGNORED)
        way = torch.rand(ids.shape, generator=self._generator)
        others = torch.randint(4, len(self._tokenizer), ids.shape, generator=self._generator)
        masked = torch.where(chosen & (way < 0.8), self._tokenizer.mask_token_id, ids)
        masked = torch.where(chosen & (way >= 0.8) & (way < 0.9), others, masked)
        attention = (ids != self._tokenizer.pad_token_id).long()
        return {"input_ids": masked, "attention_mask": attention, "labels": labels}


class _AligningTrainer(transformers.Trainer):  # type: ignore[misc]
    """Adds the two contrastive losses to the masked language modelling loss."""

    def __init__(
        self,
        *,
        plan: Pretraining,
        parallel: Sequence[tuple[list[int], list[int]]],
        padding: int,
        words: Sequence[Mapping[str, list[int]]],
        seed: int,
        **others: Any,
    ) -> None:
        super().__init__(**others)
        self._plan, self._parallel, self._padding = plan, parallel, padding
        self._words = words
        self._rng = Random(f"{seed}/contrast")

    def compute_loss(
        self, model: Any, inputs: Any, return_outputs: bool = False, **others: Any
    ) -> Any:
        """The sum of the losses; only masked positions go through the language model's head."""
        labels = inputs.pop("labels")
        hidden = model.roberta(**inputs).last_hidden_state
        masked = labels != _IGNORED
        logits = model.lm_head(hidden[masked])
        loss = functional.cross_entropy(logits, labels[masked])
        loss = loss + self._plan.word_contrast * self._word_contrast(model)
        if self.state.global_step % _CONTRAST_EVERY == 0:
            loss = loss + self._plan.sentence_contrast * self._sentence_contrast(model)
        return (loss, {"logits": logits}) if return_outputs else loss

    def _word_contrast(self, model: Any) -> torch.Tensor:
        """InfoNCE over one translation pair of every concept."""
        pairs = []
        for concept in self._words:
            one, two = self._rng.sample(sorted(concept), 2)
            pairs.append((self._rng.choice(concept[one]), self._rng.choice(concept[two])))
        ids = torch.tensor(pairs)
        vectors = functional.normalize(model.get_input_embeddings()(ids), dim=-1)
        return _info_nce(vectors[:, 0], vectors[:, 1], _WORD_TEMPERATURE)

    def _sentence_contrast(self, model: Any) -> torch.Tensor:
        """InfoNCE over translated sentences in both directions, on means of a middle layer."""
        chosen = self._rng.sample(self._parallel, min(_CONTRAST_PAIRS, len(self._parallel)))
        means = []
        for side in (0, 1):
            ids = _pad([pair[side] for pair in chosen], self._padding)
            attention = (ids != self._padding).long()
            hidden = model.roberta(
                input_ids=ids, attention_mask=attention, output_hidden_states=True
            ).hidden_states[self._plan.sentence_layer]
            weight = attention.unsqueeze(-1)
            means.append(functional.normalize((hidden * weight).sum(1) / weight.sum(1), dim=-1))
        return _info_nce(means[0], means[1], _SENTENCE_TEMPERATURE)


def _info_nce(one: torch.Tensor, two: torch.Tensor, temperature: float) -> torch.Tensor:
    similarity = one @ two.T / temperature
    right = torch.arange(len(one))
    forward = functional.cross_entropy(similarity, right)
    return (forward + functional.cross_entropy(similarity.T, right)) / 2


def _pad(rows: Sequence[Sequence[int]], padding: int) -> torch.Tensor:
    longest = max(len(row) for row in rows)
    return torch.tensor([[*row, *[padding] * (longest - len(row))] for row in rows])
