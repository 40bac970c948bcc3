"""Metadata that a submission states about itself."""

from dataclasses import dataclass, field

from xstilts_kit.submission.manifest import Author, Supervision


@dataclass(frozen=True, slots=True)
class Description:
    """Metadata in the manifest that is stated by the author, not computed."""

    name: str | None = None
    author: Author = field(default_factory=Author)
    licence: str | None = None
    supervision: Supervision = field(default_factory=Supervision)
    base_model: str | None = None
    base_revision: str | None = None
    notes: str | None = None
