"""The publishers' pages: drafts, checks, previews, approval and publication."""

from flask import Blueprint

publisher = Blueprint("publisher", __name__)

__all__ = ["publisher"]
