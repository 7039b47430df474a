"""What granian serves: the application built from the environment's settings."""

import gc
import os

from portal.app import create_app
from portal.config import Settings
from portal.logs import configure

settings = Settings.from_environment(os.environ)
configure(settings)
app = create_app(settings)
# What the process is made of never becomes garbage: looking through it again would cost requests a tenth of a second.
gc.collect()
gc.freeze()
