"""PAN-X (WikiAnn): named entities in forty languages."""

from xstilts_kit.tasks._task import HubData, Task

# fmt: off
LANGUAGES = (
    "ar", "he", "vi", "id", "jv", "ms", "tl", "eu", "ml", "ta", "te", "af", "nl", "en", "de",
    "el", "bn", "hi", "mr", "ur", "fa", "fr", "it", "pt", "es", "bg", "ru", "ja", "ka", "ko",
    "th", "sw", "yo", "my", "zh", "kk", "tr", "et", "fi", "hu",
)
# fmt: on

TASK = Task(
    name="panx",
    title="PAN-X",
    family="tagging",
    group="tagging",
    metric="f1",
    languages=LANGUAGES,
    added=("qu", "pl", "uk", "az", "lt", "pa", "gu", "ro"),
    files={
        "train": ("panx/train-{language}.tsv",),
        "validation": ("panx/dev-{language}.tsv",),
        "test": ("panx/test-{language}.tsv",),
    },
    layout="token-lines",
    labels=("O", "B-PER", "I-PER", "B-ORG", "I-ORG", "B-LOC", "I-LOC"),
    unit="row",
    unit_family="panx/{language}",
    source="https://huggingface.co/datasets/unimelb-nlp/wikiann",
    licence="unknown (text from Wikipedia, CC BY-SA)",
    citation="Pan et al. 2017, Cross-lingual Name Tagging and Linking for 282 Languages;"
    " splits of Rahimi et al. 2019",
    hub=HubData("PAN-X.{code}", {"validation": "validation", "test": "test"}, "panx"),
)
