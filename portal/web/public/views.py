"""The public pages, all of them: importing this module registers each view."""

from portal.web.public import catalogue, home, look_up, pictures, procedure, verification
from portal.web.public.area import public

__all__ = ["catalogue", "home", "look_up", "pictures", "procedure", "public", "verification"]
