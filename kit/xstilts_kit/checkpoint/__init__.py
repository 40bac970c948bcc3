"""Checkpoints: find, check and open a model and its tokenizer.

Unsuitable checkpoints are rejected based on the file list, ``config.json``, the header of the
safetensors file and the tokenizer, before any weights are loaded.
"""
