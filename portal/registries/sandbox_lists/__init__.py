"""The sandbox of the lists of registries: a server of its own, for development and tests."""
