"""The blueprint of the public pages; each module of this folder adds its own views to it."""

from flask import Blueprint

public = Blueprint("public", __name__)
