"""Scoring: cells, means, intervals and consistency of a submission; comparison of submissions."""
