"""What granian serves: the application built from the environment's settings."""

import os

from portal.app import create_app
from portal.config import Settings

app = create_app(Settings.from_environment(os.environ))
