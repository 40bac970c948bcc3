"""Hangul as it is typed: two to five keystrokes a syllable on the Dubeolsik layout (KS X 5002)."""

_BASE = 0xAC00
_INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_VOWELS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
_FINALS = ("", *"ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ")
_COMPOUND = {
    **{
        "ㅘ": "ㅗㅏ",
        "ㅙ": "ㅗㅐ",
        "ㅚ": "ㅗㅣ",
        "ㅝ": "ㅜㅓ",
        "ㅞ": "ㅜㅔ",
        "ㅟ": "ㅜㅣ",
        "ㅢ": "ㅡㅣ",
    },
    **{
        "ㄳ": "ㄱㅅ",
        "ㄵ": "ㄴㅈ",
        "ㄶ": "ㄴㅎ",
        "ㄺ": "ㄹㄱ",
        "ㄻ": "ㄹㅁ",
        "ㄼ": "ㄹㅂ",
        "ㄽ": "ㄹㅅ",
    },
    **{"ㄾ": "ㄹㅌ", "ㄿ": "ㄹㅍ", "ㅀ": "ㄹㅎ", "ㅄ": "ㅂㅅ"},
}
"""Compound vowels and finals, which take two keystrokes."""

_JOINED = {parts: whole for whole, parts in _COMPOUND.items()}


def keystrokes(syllable: str) -> str:
    """The jamo that are struck for a syllable or jamo; empty if it is neither."""
    code = ord(syllable) - _BASE if len(syllable) == 1 else -1
    if 0 <= code < len(_INITIALS) * len(_VOWELS) * len(_FINALS):
        initial, rest = divmod(code, len(_VOWELS) * len(_FINALS))
        vowel, final = divmod(rest, len(_FINALS))
        jamo = [_INITIALS[initial], _VOWELS[vowel], _FINALS[final]]
    else:
        jamo = [syllable] if "\u3131" <= syllable <= "\u3163" else []
    return "".join(_COMPOUND.get(one, one) for one in jamo)


def compose(struck: str) -> str:
    """Write keystrokes as one syllable, if they are one; otherwise as jamo."""
    for vowels in (2, 1):
        initial, vowel, final = struck[:1], struck[1 : 1 + vowels], struck[1 + vowels :]
        vowel, final = _JOINED.get(vowel, vowel), _JOINED.get(final, final)
        if (
            initial
            and initial in _INITIALS
            and len(vowel) == 1
            and vowel in _VOWELS
            and final in _FINALS
        ):
            index = _INITIALS.index(initial) * len(_VOWELS) + _VOWELS.index(vowel)
            return chr(_BASE + index * len(_FINALS) + _FINALS.index(final))
    return struck
