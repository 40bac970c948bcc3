"""Adaptive attacks on pair classifiers: the model's own loss chooses the changes.

Each attack is a generator that asks for the scores of texts and receives them; the texts asked for
by many examples are scored together. An attack's result is specific to the attacked model, so it is
marked as adaptive and never averaged with other inputs.
"""
