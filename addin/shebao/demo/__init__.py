"""The whole round on the embedded bureau, for people to watch and for scripts to check."""
