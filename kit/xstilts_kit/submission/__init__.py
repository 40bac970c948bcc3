"""The submission folder: layout, manifest, names, safe reading and atomic writing."""
