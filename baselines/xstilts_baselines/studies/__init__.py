"""Studies: arms times seeds, and the table of what an arm changes; the bundled TOML files."""
