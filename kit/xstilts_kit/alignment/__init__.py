"""Alignment of languages in an encoder, layer by layer, on clean and on code-switched text."""
