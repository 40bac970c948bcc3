"""Predict: a request is prepared, its cells are predicted, a submission folder is written."""
