"""Signing in and out: citizens by electronic identity, officers by password."""
