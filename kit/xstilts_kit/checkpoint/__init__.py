"""Checkpoints: finding, judging and opening a model and its tokenizer.

What can be refused is refused from the file list, ``config.json``, the header of the safetensors
file and the tokenizer, before any weight is loaded.
"""
