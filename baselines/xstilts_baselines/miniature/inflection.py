"""Morphology of the miniature's languages, as far as needed."""

from xstilts_baselines.miniature.facts import Person, Thing
from xstilts_baselines.miniature.lexicon import lexicon

_GERMAN = {("m", "nom"): "der", ("m", "acc"): "den", ("n", ""): "das", ("f", ""): "die"}


def article(value: Person | Thing, form: str, language: str) -> list[str]:
    """Return the definite article, if it is a separate word in the language."""
    if isinstance(value, Person):
        if language != "el":
            return []
        forms = {"": ("ο", "η"), "acc": ("τον", "την"), "to": ("στον", "στην")}
        return [forms[form][int(value.feminine)]]
    gender = lexicon()[value.noun].parts(language)[0]
    if language == "en":
        return ["the"]
    if language == "de":
        return [_GERMAN[gender, form if gender == "m" else ""]]
    if language == "es":
        return ["la" if gender == "f" else "el"]
    if language == "el":
        feminine = "η" if form == "nom" else "την"
        return [feminine if gender == "f" else "το"]
    return []


def noun_form(key: str, case: str, language: str) -> str:
    """Return a noun in the nominative or accusative."""
    parts = lexicon()[key].parts(language)
    if language in ("en", "zh", "th"):
        return parts[0]
    return parts[2] if case == "acc" and len(parts) > 2 else parts[1]


def adjective_form(key: str, gender: str, case: str, language: str) -> str:
    """Return an adjective in agreement with a noun's gender or class."""
    forms = lexicon()[key].parts(language)
    if language == "de":
        return f"{forms[0]}{'en' if (gender, case) == ('m', 'acc') else 'e'}"
    if len(forms) == 1:
        return forms[0]
    if language == "ru" and (gender, case) == ("f", "acc"):
        return forms[3]
    if language in ("ru", "el"):
        return forms["mfn".index(gender)]
    if language == "sw":
        return forms["579".index(gender)]
    return forms[int(gender == "f")]


def person_name(person: Person, form: str, language: str) -> str:
    """Return a first name in the given form: nominative, ``acc``, ``gen``, ``dat`` or ``to``."""
    name = lexicon()[person.first].cells[language]
    if language == "el" and form in ("acc", "to"):
        return name.removesuffix("ς")
    if language == "ru" and form:
        return _russian(name, form)
    return name


def _russian(name: str, form: str) -> str:
    if name.endswith("ия"):
        return name[:-1] + ("ю" if form == "acc" else "и")
    if name.endswith("а"):
        return name[:-1] + {"acc": "у", "gen": "ы", "dat": "е"}[form]
    stem = "Петр" if name == "Пётр" else name
    return stem + {"acc": "а", "gen": "а", "dat": "у"}[form]
