"""A pack on its way to a ``Procedure``: its files, its YAML with places, and its sections."""
