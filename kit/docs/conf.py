"""Settings of the documentation: ``make docs`` builds it, strictly and without a network."""

import sys
from importlib.metadata import version as version_of
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "_ext"))

project = "xstilts"
author = "The xstilts developers"
copyright = f"{author}; Apache-2.0"
version = release = version_of("xstilts")

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "sphinx_click",
    "schemas",
]
exclude_patterns = ["README.md"]

myst_enable_extensions = ["attrs_inline"]
myst_heading_anchors = 3

autodoc_default_options = {"members": True, "member-order": "bysource"}
autodoc_typehints_format = "short"
python_use_unqualified_type_names = True
maximum_signature_line_length = 80
napoleon_google_docstring = True
napoleon_numpy_docstring = False
default_role = "code"
smartquotes = False

html_theme = "furo"
html_title = f"xstilts {version}"
html_static_path = ["_static"]
html_css_files = ["style.css"]
html_favicon = "../../leaderboard/xstilts_leaderboard/site/static/favicon.svg"
html_copy_source = False
html_show_sphinx = False
html_theme_options = {
    "navigation_with_keys": True,
    "footer_icons": [],
}
