"""`python -m portal.cli`: the same as the command `portal`, for processes that start one another."""

import sys

from portal.cli import main

sys.exit(main())
