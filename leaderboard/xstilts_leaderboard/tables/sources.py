"""Addresses of the sources of printed numbers."""

import re
from collections.abc import Mapping

_LINKS = (
    (re.compile(r"arXiv:(\d{4}\.\d{4,5})"), "https://arxiv.org/abs/{}"),
    (
        re.compile(r"model card ([\w.-]+/[\w.-]+), revision ([0-9a-f]{7,40})"),
        "https://huggingface.co/{}/tree/{}",
    ),
    (re.compile(r"github\.com/([\w.-]+/[\w.-]+) issue #(\d+)"), "https://github.com/{}/issues/{}"),
    (re.compile(r"([\w.-]+/[\w.-]+) .*?commit ([0-9a-f]{7,40})"), "https://github.com/{}/tree/{}"),
    (re.compile(r"([\w-]+/[\w.-]+)$"), "https://github.com/{}"),
)


def link_of(source: str) -> str | None:
    """The address of a source, or None if it has none."""
    for pattern, form in _LINKS:
        match = pattern.match(source)
        if match is not None:
            return form.format(*match.groups())
    return None


_CITED: Mapping[str, str] = {
    "XNLI": "https://aclanthology.org/D18-1269/",
    "PAWS-X": "https://aclanthology.org/D19-1382/",
    "Universal Dependencies": "https://universaldependencies.org",
    "Pan": "https://aclanthology.org/P17-1178/",
    "Cross-lingual Transferability": "https://aclanthology.org/2020.acl-main.421/",
    "MLQA": "https://aclanthology.org/2020.acl-main.653/",
    "TyDi": "https://aclanthology.org/2020.tacl-1.30/",
    "Artetxe": "https://aclanthology.org/Q19-1038/",
    "BUCC": "https://aclanthology.org/W17-2512/",
}


def citation_of(citation: str) -> str | None:
    """The address of a task's paper, or None if unknown."""
    return next((href for words, href in _CITED.items() if words in citation), None)
