"""Tags a commit."""

from xstilts_kit.hub._errors import Place
from xstilts_kit.hub._repository import Kind
from xstilts_kit.hub._upload import account, explained_writing


def tag(kind: Kind, id: str, name: str, commit: str, message: str) -> bool:
    """Tag a commit.

    Args:
        kind: Type of the repository.
        id: ``owner/name``.
        name: The tag.
        commit: The commit to tag.
        message: Message of the tag.

    Returns:
        False if the commit has the tag already.

    Raises:
        ModelError: Another commit has the tag, or the token has no write access. For a data set
            this is a DataError.
        NetworkError: The Hub cannot be reached or fails.
    """
    from huggingface_hub import HfApi

    place, api = Place(kind, id, None), HfApi()
    with explained_writing(place, account()):
        refs = api.list_repo_refs(id, repo_type=kind)
        before = next((ref.target_commit for ref in refs.tags if ref.name == name), None)
        if before is None:
            api.create_tag(
                id, tag=name, revision=commit, tag_message=message, repo_type=kind, exist_ok=False
            )
    if before is not None and before != commit:
        raise place.unfit(
            f"The tag {name} of the {place} points to another commit ({before[:12]}).",
            "Choose another --tag, or delete the existing one on the Hub.",
        )
    return before is None
