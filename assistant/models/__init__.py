"""Finding the models: what a setting names, and where it is on this machine."""
