"""``python -m tests.docs``: write the generated parts of the README files anew."""

from pathlib import Path

from tests.docs.generated import PARTS, with_part


def main() -> None:
    """Replace what stands between the markers."""
    for path, name in PARTS:
        file = Path(path)
        file.write_text(with_part(file.read_text(encoding="utf-8"), name), encoding="utf-8")


if __name__ == "__main__":
    main()
