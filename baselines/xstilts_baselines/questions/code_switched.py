"""Is code-switched intermediate training better than English alone?

The comparison is made on languages whose lexicon was not used. A gain on the others alone is the
effect of having seen their words; the placebo, which replaces the same words by wrong ones of the
same language, tells language mixing from mere corruption.
"""

from collections.abc import Iterator, Sequence

from xstilts_baselines.questions._question import ENGLISH, Answer, ArmRuns, Line, Measure, Question
from xstilts_baselines.questions.lines import (
    NON_ENGLISH,
    RELATIVE_DROP,
    SCORE,
    Quantity,
    adjusted,
    conditions_of,
    difference,
    languages_of,
    mean_over,
    relative_drop,
    score_of,
    shown,
    undetected,
    value,
)
from xstilts_baselines.questions.matrix import matrix_lines
from xstilts_kit.diagnostics.errors import UsageError

TASK = "xnli"
IN_LANGUAGE = Measure("score, by language", "points")
SWITCHED, PLACEBO = "switched", "placebo"

LIMITS = (
    "Only the comparison with the placebo separates language mixing from corrupted text.",
    "A lexicon is cross-lingual supervision: gains on its languages are not zero-shot.",
    "Published results of code-switched training used other data, encoders and epochs.",
)


def answer(arms: Sequence[ArmRuns], baseline: str) -> Answer:
    """Answer the question from clean cells, the matrix of premises, and noisy cells."""
    base = next(arm for arm in arms if arm.name == baseline)
    switched = next((arm for arm in arms if arm.name == SWITCHED), None)
    if switched is None:
        raise UsageError(
            f"The question code-switched needs an arm {SWITCHED!r}.", "Add it to the study."
        )
    lines = [
        line
        for measure, language, quantity in _sets(arms, switched)
        for line in _compared(arms, base, measure, language, quantity)
    ]
    levels = conditions_of(arms, TASK, "typo")
    if levels:
        drop = relative_drop(TASK, languages_of(arms, TASK), levels)
        lines += [value(arm, RELATIVE_DROP, drop) for arm in arms]
    lines += matrix_lines(arms, base)
    return Answer(_sentence(lines), adjusted(lines), LIMITS)


def _sets(arms: Sequence[ArmRuns], switched: ArmRuns) -> Iterator[tuple[Measure, str, Quantity]]:
    languages = languages_of(arms, TASK)
    seen = [language for language in languages if language in switched.switched_into]
    unseen = [language for language in languages if language not in switched.switched_into]
    if unseen:
        yield SCORE, "unseen", mean_over(TASK, unseen)
    if seen:
        yield SCORE, "seen", mean_over(TASK, seen)
    yield SCORE, NON_ENGLISH, mean_over(TASK, languages)
    for language in (ENGLISH, *languages):
        yield IN_LANGUAGE, language, score_of(TASK, language)


def _compared(
    arms: Sequence[ArmRuns], base: ArmRuns, measure: Measure, language: str, quantity: Quantity
) -> Iterator[Line]:
    for arm in arms:
        yield value(arm, measure, quantity, language)
    for arm in arms:
        if arm is not base:
            primary = arm.name == SWITCHED and language == "unseen"
            yield difference(arm, base, measure, quantity, language, primary=primary)
            if arm.name == SWITCHED and (fake := _named(arms, PLACEBO)) is not None:
                yield difference(arm, fake, measure, quantity, language)


def _named(arms: Sequence[ArmRuns], name: str) -> ArmRuns | None:
    return next((arm for arm in arms if arm.name == name), None)


def _sentence(lines: Sequence[Line]) -> str:
    primary = next((line for line in lines if line.primary), None)
    if primary is None:
        return "Every language was in the lexicon, so that nothing can be said of unseen ones."
    words = {
        "higher": "Code-switched training is better",
        "lower": "Code-switched training is worse",
        "negligible": "Code-switched training makes no difference that matters",
        "not shown": "No difference is shown",
        "one seed": "One seed shows nothing",
    }
    text = f"{words[primary.verdict or 'not shown']} on unseen languages: {shown(primary)}"
    text += f" against {primary.against}{undetected(primary)}"
    fake = next(
        (x for x in lines if (x.arm, x.against, x.language) == (SWITCHED, PLACEBO, "unseen")), None
    )
    return f"{text}; against the placebo {shown(fake)}." if fake else f"{text}."


QUESTION = Question(
    name="code-switched",
    about="intermediate",
    transforms=("typo:0.2",),
    matrix=True,
    alignment=False,
    attack=False,
    answer=answer,
)
