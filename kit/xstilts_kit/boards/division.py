"""Divisions by supervision, computed from a row's manifest, never declared."""

from typing import Literal

from xstilts_kit.submission.manifest import Manifest, Supervision

Division = Literal["zero-shot", "multilingual", "translate-train", "open"]

DIVISIONS: tuple[Division, ...] = ("zero-shot", "multilingual", "translate-train", "open")
"""In display order; divisions are never ranked together."""


def division_of(manifest: Manifest) -> tuple[Division, str]:
    """The division of a submission, and the reason in words."""
    given = manifest.supervision
    reason = _why_open(manifest)
    if reason is not None:
        return "open", reason
    if given.lexicons:
        codes = " ".join(sorted(given.lexicons))
        return "translate-train", f"trained on text with words from lexicons of {codes}"
    if given.translated_training_data:
        return "translate-train", "trained on translated data"
    others = [code for code in given.labelled_languages or () if code != "en"]
    if others:
        return "multilingual", f"labels in {' '.join(sorted(others))}"
    if given.model_selection == "all-languages-dev":
        return "multilingual", "checkpoint chosen on dev sets of all languages"
    return "zero-shot", _english_only(given)


def _why_open(manifest: Manifest) -> str | None:
    given = manifest.supervision
    if given.labelled_languages is None:
        return "the languages of its labels are not stated"
    if given.translated_training_data is None:
        return "whether it was trained on translated data is not stated"
    if given.model_selection == "unknown":
        return "how the checkpoint was chosen is not stated"
    if (given.ensemble_of or 1) > 1:
        return f"an ensemble of {given.ensemble_of}"
    if given.chosen_on_test:
        return f"chosen on test data: {', '.join(given.chosen_on_test)}"
    if any(model.languages is not None for model in manifest.models):
        return "a checkpoint for some languages only"
    retrieval = manifest.settings.retrieval
    if retrieval is not None and retrieval.transform != "none":
        return f"sentence vectors were transformed: {retrieval.transform}"
    return None


def _english_only(given: Supervision) -> str:
    chosen = "the last checkpoint" if given.model_selection == "last" else "chosen on English dev"
    return f"English labels, {chosen}"
