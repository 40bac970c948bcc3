"""Lines of text by language: from the real XTREME files, or else short ones written here."""

import csv
import json
import os
from collections.abc import Iterator
from functools import cache
from itertools import islice
from pathlib import Path

from xstilts_kit.transforms._units import WITHOUT_BLANKS


def real_lines(folder: Path, language: str) -> Iterator[str]:
    """Lines of a language from the files of a download folder, sentences before lists of tokens."""
    yield from _column(folder / f"xnli/test-{language}.tsv")
    yield from _column(folder / f"pawsx/dev-{language}.tsv")
    for path in sorted(folder.glob(f"tatoeba/*.{language}")):
        yield from path.read_text(encoding="utf-8").split("\n")
    path = folder / f"xcopa/test-{language}.jsonl"
    if path.is_file():
        for line in path.read_text(encoding="utf-8").splitlines():
            yield json.loads(line)["premise"]
    for task in ("panx", "udpos"):
        yield from _sentences(folder / f"{task}/dev-{language}.tsv", language)
        yield from _sentences(folder / f"{task}/test-{language}.tsv", language)


def _column(path: Path) -> Iterator[str]:
    if path.is_file():
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
                yield from row[:2]


def _sentences(path: Path, language: str) -> Iterator[str]:
    if not path.is_file():
        return
    between = "" if language in WITHOUT_BLANKS else " "
    for block in path.read_text(encoding="utf-8").split("\n\n"):
        yield between.join(line.split("\t")[0] for line in block.split("\n"))


@cache
def lines(language: str, most: int = 200) -> tuple[str, ...]:
    """Real lines where ``XSTILTS_DATA`` is set, else short ones written here."""
    data = os.environ.get("XSTILTS_DATA")
    if data is None:
        return (SAMPLES[language], f"{SAMPLES[language]} (12 %) http://a.example/b?c=1 <i>x</i>")
    found = tuple(islice(filter(None, real_lines(Path(data) / "xtreme", language)), most))
    assert found, f"no real lines of {language}"
    return found


SAMPLES = {
    "af": "Die kat slaap vandag op die sagte stoel, nie op die bed nie.",
    "ar": "تنام القطة اليوم على الكرسي الناعم، وليس على السرير.",
    "az": "Pişik bu gün yumşaq kürsüdə yatır, çarpayıda deyil.",
    "bg": "Котката днес спи на мекия стол, а не на леглото.",
    "bn": "বিড়ালটি আজ নরম চেয়ারে ঘুমাচ্ছে, বিছানায় নয়।",
    "de": "Die Katze schläft heute auf dem weichen Stuhl, nicht im großen Bett.",
    "el": "Η γάτα κοιμάται σήμερα στη μαλακή καρέκλα, όχι στο κρεβάτι.",
    "en": "The cat doesn't sleep on the bed today; it sleeps on a soft chair.",
    "es": "Hoy el gato duerme en la silla blanda, ¿no en la cama pequeña?",
    "et": "Kass magab täna pehmel toolil, mitte voodis.",
    "eu": "Katuak gaur aulki bigunean egiten du lo, ez ohean.",
    "fa": "گربه امروز روی صندلی نرم می‌خوابد، نه روی تخت.",
    "fi": "Kissa nukkuu tänään pehmeällä tuolilla, ei sängyssä.",
    "fr": "L'élève n'a pas vu le chat qui dort aujourd'hui sur la chaise.",
    "gu": "બિલાડી આજે નરમ ખુરશી પર સૂએ છે, પથારી પર નહીં.",
    "he": "החתול ישן היום על הכיסא הרך, לא על המיטה.",
    "hi": "बिल्ली आज नरम कुर्सी पर सो रही है, क्षत्रिय बिस्तर पर नहीं।",
    "ht": "Chat la ap dòmi jodi a sou chèz mou a, pa sou kabann nan.",
    "hu": "A macska ma a puha széken alszik, nem az ágyban.",
    "id": "Kucing itu hari ini tidur di kursi empuk, bukan di tempat tidur.",
    "it": "Oggi il gatto dorme sulla sedia morbida, perché non sul letto?",
    "ja": "猫は今日、ベッドではなくやわらかい椅子で眠っています。",
    "jv": "Kucing iku dina iki turu ing kursi empuk, dudu ing amben.",
    "ka": "კატას დღეს რბილ სკამზე სძინავს და არა საწოლზე.",
    "kk": "Мысық бүгін төсекте емес, жұмсақ орындықта ұйықтап жатыр.",
    "ko": "고양이는 오늘 침대가 아니라 부드러운 의자에서 잔다.",
    "lt": "Katė šiandien miega ant minkštos kėdės, o ne lovoje.",
    "ml": "പൂച്ച ഇന്ന് കട്ടിലിലല്ല, മൃദുവായ കസേരയിലാണ് ഉറങ്ങുന്നത്.",
    "mr": "मांजर आज मऊ खुर्चीवर झोपले आहे, पलंगावर नाही.",
    "ms": "Kucing itu tidur di atas kerusi lembut hari ini, bukan di katil.",
    "my": "ကြောင်သည် ယနေ့ ကုတင်ပေါ်တွင် မဟုတ်ဘဲ ကုလားထိုင်ပေါ်တွင် အိပ်နေသည်။",
    "nl": "De kat slaapt vandaag op de zachte stoel, niet op het bed.",
    "pa": "ਬਿੱਲੀ ਅੱਜ ਨਰਮ ਕੁਰਸੀ ਉੱਤੇ ਸੁੱਤੀ ਹੈ, ਮੰਜੇ ਉੱਤੇ ਨਹੀਂ।",
    "pl": "Kot śpi dziś na miękkim krześle, a nie na łóżku.",
    "pt": "O gato hoje não dorme na cama, mas na cadeira macia.",
    "qu": "Misiqa kunan p'unchaw tiyanapi puñuchkan, mana puñunapichu.",
    "ro": "Pisica doarme astăzi pe scaunul moale, nu în pat.",
    "ru": "Кошка сегодня спит на мягком стуле, а не на кровати, и ждёт ёлку.",
    "sw": "Paka analala leo kwenye kiti laini, si kitandani.",
    "ta": "பூனை இன்று மென்மையான நாற்காலியில் தூங்குகிறது, ஸ்ரீ படுக்கையில் இல்லை.",
    "te": "పిల్లి ఈరోజు మంచం మీద కాదు, మెత్తని కుర్చీలో నిద్రపోతోంది.",
    "th": "วันนี้แมวนอนบนเก้าอี้นุ่ม ๆ ไม่ใช่บนเตียงที่อยู่ใกล้น้ำ",
    "tl": "Natutulog ang pusa ngayon sa malambot na upuan, hindi sa kama.",
    "tr": "Kedi bugün yatakta değil, yumuşak koltukta uyuyor ve IŞIK yanıyor.",
    "uk": "Кішка сьогодні спить на м'якому стільці, а не на ліжку.",
    "ur": "بلی آج نرم کرسی پر سو رہی ہے، بستر پر نہیں۔",
    "vi": "Hôm nay con mèo ngủ trên ghế mềm, không phải trên giường.",
    "wo": "Muus mi mu ngi nelaw tey ci siis bu nooy, du ci lal bi.",
    "yo": "Ológbò náà sùn lónìí lórí àga rírọ̀, kì í ṣe lórí ibùsùn.",
    "zh": "猫今天睡在柔软的椅子上，而不是床上。",
}
"""One sentence per language, written for these tests."""

LANGUAGES = tuple(SAMPLES)
"""The 50 languages of XTREME and XTREME-R."""
