"""Prediction: prepare a request, predict its cells, write a submission folder."""
