"""Evaluation of a run's checkpoint: the kit's scores, and control arms of alignment."""
