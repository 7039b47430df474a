"""How papers are made: laid out, rendered, numbered, signed and checked.

This package speaks values only. It knows neither dossiers nor the database: services hand it words and get bytes.
"""
