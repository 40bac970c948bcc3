"""The prediction engine: batches, shards, embedding, estimates, several processes."""
