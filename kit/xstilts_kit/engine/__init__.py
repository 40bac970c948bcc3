"""The prediction engine: examples → batches → model → records; embedding; processes."""
