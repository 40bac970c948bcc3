"""The prediction engine: examples → batches → model → records → an atomic file."""
