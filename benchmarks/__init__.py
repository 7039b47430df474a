"""Measured side by side with the peers, in one run; each module here with a ``run`` is one measurement."""
