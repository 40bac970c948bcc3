"""The submission folder: its layout, its manifest, safe reading and atomic writing."""
