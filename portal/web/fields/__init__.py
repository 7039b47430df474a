"""Draws the fields of a form with the GOV.UK components, one file a family of looks.

A field is drawn by its macro once; what came out is kept as a skeleton with a hole where each typed text stands, and a
request only fills the holes. Fields with errors, and fields written by hand, go through the same macros every time.
"""
