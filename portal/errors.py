"""The root of the portal's errors.

    PortalError
    ├── StartError       the portal cannot start: settings, database, ports (told to the operator in one line)
    └── DomainError      a use case refuses: told to a person by `portal/web/errors.py`

Each error carries its subject as attributes and renders its own one-line message; how it is shown is decided by the
edge that catches it.
"""


class PortalError(Exception):
    """Any failure that the portal itself names."""


class StartError(PortalError):
    """The portal, or one of its processes, cannot start; `str()` is one line with the cure."""


class DomainError(PortalError):
    """A use case refuses, and nothing was changed; sub-classes live beside their service."""
