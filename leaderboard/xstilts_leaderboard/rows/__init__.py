"""Scored rows: numbers with replicates, on disk and in memory; copies and reproductions."""
