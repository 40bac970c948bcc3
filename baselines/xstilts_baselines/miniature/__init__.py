"""The miniature benchmark: invented facts, expressed in ten languages as XTREME's tasks.

A fact (`facts.py`) is abstract; `realise.py` expresses it in a language as a list of words, each
with its part of speech, entity tag and slot. Parallel text, tags and entities therefore come from
the same realisation. Everything is a pure function of a seed.
"""
