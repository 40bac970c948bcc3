"""Metadata that a submission states about itself."""

from dataclasses import dataclass, field, replace

from xstilts_kit.submission.manifest import Author, Manifest, Supervision


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


def description_of(manifest: Manifest) -> Description:
    """Extract a manifest's description; without a base model if its models have several."""
    bases = {(model.base_model, model.base_revision) for model in manifest.models}
    base = bases.pop() if len(bases) == 1 else (None, None)
    return Description(
        name=manifest.name,
        author=manifest.author,
        licence=manifest.licence,
        supervision=manifest.supervision,
        base_model=base[0],
        base_revision=base[1],
        notes=manifest.notes,
    )


def described(manifest: Manifest, description: Description) -> Manifest:
    """Replace a manifest's description; without a base model, each model keeps its own."""
    models = manifest.models
    if description.base_model is not None:
        models = tuple(
            replace(
                model,
                base_model=description.base_model,
                base_revision=description.base_revision,
            )
            for model in models
        )
    return replace(
        manifest,
        name=description.name or manifest.name,
        author=description.author,
        licence=description.licence,
        supervision=description.supervision,
        notes=description.notes,
        models=models,
    )
