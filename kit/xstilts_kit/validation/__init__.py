"""Validation of a submission's manifest, files and records; collects every problem."""
