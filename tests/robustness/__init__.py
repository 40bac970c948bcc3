"""Real lines and human-like noise, against which the transforms are held."""
