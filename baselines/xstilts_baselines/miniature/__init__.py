"""The miniature benchmark: invented facts, said in ten languages, made into XTREME's tasks.

A fact (`facts.py`) is abstract; `realise.py` says it in a language as a list of words, each with
its part of speech, entity tag and slot. So parallel text, tags and entities come from one
realisation. Everything is a pure function of a seed.
"""
