"""The directive ``schema``: a table of the fields of one of the project's JSON Schemas."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

import xstilts_schemas

_DEPTH = 4
"""Levels of nested objects that are listed."""

_LONGEST_EXAMPLE = 1500
"""Characters of an example that is shown; longer ones are left to the schema."""


class SchemaDirective(SphinxDirective):
    """``{schema} manifest``: what the file is, its fields, and an example."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Render the schema as Markdown and parse that."""
        return self.parse_text_to_nodes(as_markdown(self.arguments[0]), allow_section_headings=True)


def as_markdown(name: str) -> str:
    """A schema as Markdown: its description, a table of fields, its first example."""
    schema = xstilts_schemas.load(name)
    lines = [schema.get("description") or schema["title"], ""]
    rows = list(_rows(schema, schema, "", _DEPTH))
    if rows:
        lines += ["| field | type | |", "|---|---|---|"]
        lines += [
            f"| `{path}` | {_escaped(kind)} | {_escaped(text)} |" for path, kind, text in rows
        ]
    for example in schema.get("examples", [])[:1]:
        shown = json.dumps(example, indent=2, ensure_ascii=False)
        if len(shown) <= _LONGEST_EXAMPLE:
            lines += ["", "```json", shown, "```"]
    return "\n".join(lines)


def _rows(
    schema: Mapping[str, Any], root: Mapping[str, Any], path: str, depth: int
) -> Iterator[tuple[str, str, str]]:
    """(path, type, description) of every field, nested ones after their parent."""
    schema = _resolved(schema, root)
    required = set(schema.get("required", ()))
    for name, field in schema.get("properties", {}).items():
        found = _resolved(field, root)
        here = f"{path}{name}"
        note = found.get("description", field.get("description", ""))
        if name not in required:
            note = f"{note} *(optional)*".strip()
        yield here, _type(found, root), note
        if depth > 1:
            items = _resolved(found.get("items", {}), root)
            if "properties" in items:
                yield from _rows(items, root, f"{here}[].", depth - 1)
            elif "properties" in found:
                yield from _rows(found, root, f"{here}.", depth - 1)


def _resolved(schema: Any, root: Mapping[str, Any]) -> Mapping[str, Any]:
    if not isinstance(schema, Mapping):
        return {}
    reference = schema.get("$ref", "")
    if reference.startswith("#/"):
        found: Any = root
        for part in reference[2:].split("/"):
            found = found[part]
        return {**found, **{k: v for k, v in schema.items() if k != "$ref"}}
    return schema


def _type(schema: Mapping[str, Any], root: Mapping[str, Any]) -> str:
    if "const" in schema:
        return f"`{json.dumps(schema['const'])}`"
    if "enum" in schema:
        return ", ".join(f"`{json.dumps(value)}`" for value in schema["enum"])
    for key in ("anyOf", "oneOf"):
        if key in schema:
            kinds = [_type(_resolved(option, root), root) for option in schema[key]]
            return " or ".join(dict.fromkeys(kinds))
    kinds = schema.get("type", "any")
    kinds = [kinds] if isinstance(kinds, str) else list(kinds)
    if "array" in kinds and isinstance(schema.get("items"), Mapping):
        inner = _type(_resolved(schema["items"], root), root)
        kinds[kinds.index("array")] = f"array of {inner}"
    return " or ".join(kinds)


def _escaped(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the directive."""
    app.add_directive("schema", SchemaDirective)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
