"""Studies: arms times seeds, the table of differences, and the bundled TOML files."""
