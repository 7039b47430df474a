"""The blueprint of the citizen's pages; each module of this folder adds its own views to it."""

from flask import Blueprint

citizen = Blueprint("citizen", __name__)
