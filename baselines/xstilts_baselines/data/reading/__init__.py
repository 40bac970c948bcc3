"""Readers of labelled data, from original files and from the Hub, with one layout per format."""
