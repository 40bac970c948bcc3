"""The rows, as the Hub has them."""

from typing import Any

NLI = ("entailment", "neutral", "contradiction")
PREMISES = (
    'Anna buys a "car" in Berlin',
    "It rains. ",
    "Peter's train\u2028comes\u00a0to\u200bday \ufffd.",
    "n/a",
)
HYPOTHESES = ("Anna buys something.", "yes", 'He said: "no', "n/a")
CONTEXT = " Anna lives in Berlin 🚗.\nShe buys a car; Peter buys a car."
"""Outer white space, a line break, and a character beyond the basic plane before the answers."""
OTHER = "It rains in Rome. The train comes at nine."
TAGS = ("NP", "(S[dcl]\\NP)/NP", "N/N", ".")


def hub_rows(name: str) -> list[dict[str, Any]]:
    """The rows of any split, as the Hub has them."""
    return _ROWS[name]()


def _nli() -> list[dict[str, Any]]:
    pairs = zip(PREMISES, HYPOTHESES, strict=True)
    return [{"premise": a, "hypothesis": b, "label": i % 3} for i, (a, b) in enumerate(pairs)]


def _squad(*, v2: bool) -> list[dict[str, Any]]:
    start = CONTEXT.index("car")
    rows = [
        _question("a1", CONTEXT, " Where does Anna live?", ["Berlin"]),
        _question("a2", CONTEXT, "What is bought?", ["a car", "a car"]),
        _question("b1", OTHER, "When does the train come?", ["nine", "at nine"]),
    ]
    rows[1]["answers"]["answer_start"] = [start - 2, CONTEXT.rindex("a car")]
    return [*rows, _question("b2", OTHER, "Who rains?", [])] if v2 else rows


def _question(identifier: str, context: str, question: str, answers: list[str]) -> dict[str, Any]:
    return {
        "id": identifier,
        "title": context.split()[0],
        "context": context,
        "question": question,
        "answers": {"text": answers, "answer_start": [context.index(text) for text in answers]},
    }


_ROWS = {
    "anli": lambda: [{"uid": f"u{i}", **row} for i, row in enumerate(_nli())],
    "snli": lambda: [*_nli(), {"premise": "No majority.", "hypothesis": "x", "label": -1}],
    "mnli": lambda: [{**row, "idx": i} for i, row in enumerate(_nli())],
    "qqp": lambda: [
        {"question1": a, "question2": b, "label": i % 2, "idx": i}
        for i, (a, b) in enumerate(zip(PREMISES, HYPOTHESES, strict=True))
    ],
    "squad": lambda: _squad(v2=False),
    "squad_v2": lambda: _squad(v2=True),
    "hellaswag": lambda: [
        {
            "ind": i,
            "ctx_a": story,
            "ctx_b": begun,
            "ctx": f"{story} {begun}".strip(),
            "endings": endings,
            "label": str(i),
        }
        for i, (story, begun, endings) in enumerate(
            (
                ("A man sits.", "he", ["eats.", ", then eats.", "sings [loud].", "goes."]),
                (
                    "[header] How to eat [title] Sit. [step] On a chair.",
                    "",
                    [f"Take {n}. [substeps] Eat." for n in ("one", "two", "three", "four")],
                ),
            )
        )
    ],
    "cosmos_qa": lambda: [
        {
            "id": f"c{i}",
            "context": f"I did n't go , {i} times .",
            "question": 'Why did I stay , or "not" ?',
            "answer0": "None of the above choices .",
            "answer1": "It rained , twice .",
            "answer2": "a",
            "answer3": "b",
            "label": i,
        }
        for i in range(3)
    ],
    "commonsense_qa": lambda: [
        {
            "id": f"q{i}",
            "question": f"Where  is it {i}?",
            "choices": {
                "label": list("ABCDE"),
                "text": ["home", "bank", "bank", "office", "street"],
            },
            "answerKey": "CA"[i],
        }
        for i in range(2)
    ],
}
