"""Scored rows: scores with replicates, on disk and in memory; copies and reproductions."""
