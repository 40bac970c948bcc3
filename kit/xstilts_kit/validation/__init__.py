"""Validate: check a submission's manifest, files and records, and list every problem."""
