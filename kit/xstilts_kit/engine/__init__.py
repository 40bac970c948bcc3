"""The prediction engine: examples become batches, model outputs, shards and records."""
