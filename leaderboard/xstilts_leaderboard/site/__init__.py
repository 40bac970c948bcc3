"""The static site: a pure function of the repository, the scored rows and its commit's time."""
