"""TyDiQA-GoldP: questions in nine languages, asked by people who did not know the answer."""

from xstilts_kit.tasks._task import HubData, Task

# fmt: off
CODES = {
    "ar": "arabic", "bn": "bengali", "en": "english", "fi": "finnish", "id": "indonesian",
    "ko": "korean", "ru": "russian", "sw": "swahili", "te": "telugu",
}
# fmt: on

TASK = Task(
    name="tydiqa",
    title="TyDiQA-GoldP",
    family="span_qa",
    group="qa",
    metric="em_f1",
    languages=("en", "ar", "bn", "fi", "id", "ko", "ru", "sw", "te"),
    files={
        "test": ("tydiqa/tydiqa-goldp-v1.1-dev/tydiqa.goldp.{language}.dev.json",),
    },
    answers={"test": ("tydiqa/test-{language}.json", "tydiqa/tydiqa.goldp.{language}.dev.json")},
    layout="questions",
    ids="own",
    rules="squad",
    unit="id",
    unit_family="tydiqa/{language}",
    source="https://github.com/google-research-datasets/tydiqa (GoldP, v1.1)",
    licence="Apache 2.0",
    citation="Clark et al. 2020, TyDi QA: A Benchmark for Information-Seeking Question Answering",
    hub=HubData("tydiqa", {"test": "validation"}, "tydiqa", codes=CODES),
)
