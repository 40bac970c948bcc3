"""Alignment: how well encoders align languages by layer, on clean and on switched sentences."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from xstilts_kit.alignment.layers import Layers
from xstilts_kit.tasks import get_task
from xstilts_leaderboard.tables.alignment import HEADLINE, Comparable, Encoded, read_alignment
from xstilts_leaderboard.tables.columns import INVENTED
from xstilts_leaderboard.tracks._track import Answer, Cell, Leaf, Material, Track
from xstilts_schemas import load

_PAGE = "alignment.html"
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]*(@[0-9a-f]+)?")


@dataclass(frozen=True, slots=True)
class Index:
    """The page of all encoders on real, or on invented data."""

    groups: tuple[Comparable, ...]


@dataclass(frozen=True, slots=True)
class Own:
    """The page of one encoder."""

    one: Encoded
    group: Comparable

    @property
    def command(self) -> str:
        """The command that measures it again."""
        about = self.one.about
        first = about.sentences[0]
        own = [one for one in about.profiles if one.special_tokens and one.ratio is not None]
        conditions = dict.fromkeys(one.condition for one in own)
        ratios = dict.fromkeys(f"{one.ratio:g}" for one in own)
        every = {code for code in get_task(about.task).languages if code != "en"}
        codes = [one.language for one in about.sentences]
        parts = [
            f"xstilts-submit align --model {self._model} --task {about.task}",
            "" if about.split == "test" else f"--split {about.split}",
            "" if set(codes) == every else f"--language {','.join(codes)}",
            f"--condition {','.join(conditions)} --ratio {','.join(ratios)}",
            f"--sentences {first.sentences} --seed {about.seed}",
            "--source mini" if self.one.invented else "",
            "--lexicons lexicons --out aligned",
        ]
        return " ".join(part for part in parts if part)

    @property
    def _model(self) -> str:
        """The checkpoint as one word of a command; a folder's name would mean nothing elsewhere."""
        encoder = self.one.about.encoder
        if encoder.kind == "bundled":
            return "mini"
        revision = f"@{encoder.revision}" if encoder.revision else ""
        found = f"{encoder.id}{revision}"
        return found if encoder.kind == "hub" and _ID.fullmatch(found) else "CHECKPOINT"


def read(material: Material) -> tuple[Comparable, ...]:
    """Read the contributed files of a checkout.

    Raises:
        DataError: A file does not fit its schema.
    """
    return read_alignment(material.root)


def _leaves(value: Sequence[Comparable]) -> Iterable[Leaf]:
    """One page per encoder, and an index of those on invented data."""
    invented = tuple(group for group in value if group.invented)
    yield Leaf(f"{INVENTED}{_PAGE}", "Alignment on the miniature", Index(invented))
    for group in value:
        for one in group.encoders:
            words = ", miniature" if one.invented else ""
            yield Leaf(one.path, f"Alignment of {one.name}{words}", Own(one, group))


def _answers(value: Sequence[Comparable]) -> Iterator[Answer]:
    """Translations found before and after switching, of the first encoder on real data."""
    for group in value:
        for one in group.encoders:
            mean = one.headline
            if one.invented or mean is None or mean.retrieval.value is None:
                continue
            before, after = mean.retrieval_clean.value or 0.0, mean.retrieval.value
            line = (
                f"In part. In {one.name}, {100 * before:.0f} % of the translations are the nearest"
                f" sentence, and {100 * after:.0f} % once words are switched into third languages"
                f" (ratio {mean.ratio:g})."
            )
            losses = tuple(
                100 * at.measures["loss"].value
                for at in one.about.headline
                if (at.condition, at.ratio) == (HEADLINE, mean.ratio)
                and at.measures["loss"].value is not None
            )
            yield Answer("code-switching", line, one.path, losses)
            return


def export(value: Sequence[Comparable]) -> Mapping[str, Any]:
    """``api/v1/alignment.json``: every group of comparable encoders with their numbers."""
    return {
        "schema": "xstilts-api-alignment-v1",
        "groups": [
            {
                "invented": group.invented,
                "differs": list(group.differs),
                "encoders": [
                    {"name": one.name, "layers": one.about.as_json()} for one in group.encoders
                ],
            }
            for group in value
        ],
    }


def rows(value: Sequence[Comparable]) -> Iterator[Sequence[Cell]]:
    """The lines of ``csv/alignment.csv``: one per encoder, condition, layer and measure."""
    yield (
        *("group", "name", "encoder", "task", "split", "invented", "condition", "ratio"),
        *("special_tokens", "languages", "layer", "headline", "measure", "value"),
    )
    for number, group in enumerate(value, 1):
        for one in group.encoders:
            yield from _lines(number, one, one.about)


def _lines(number: int, one: Encoded, about: Layers) -> Iterator[Sequence[Cell]]:
    first = (number, one.name, about.encoder.id, about.task, about.split, _word(one.invented))
    for profile in about.profiles:
        condition = (profile.condition, profile.ratio, _word(profile.special_tokens))
        for measure, means in profile.layers.items():
            for layer, mean in enumerate(means):
                headline = _word(layer == about.encoder.headline_layer)
                languages = " ".join(profile.languages)
                yield (*first, *condition, languages, layer, headline, measure, mean)


def _word(value: bool) -> str:
    return str(value).lower()


TRACK = Track(
    name="alignment",
    path=_PAGE,
    title="Alignment",
    read=read,
    template="alignment.html.j2",
    export=export,
    schema=load("api-alignment"),
    order=24,
    leaves=_leaves,
    answers=_answers,
    rows=rows,
)
