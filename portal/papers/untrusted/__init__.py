"""Files that strangers sent, opened by libraries that unfold what is in them: called by `limited.run_limited` only.

A PDF of two kilobytes may unfold into gigabytes, and so may a picture or a zip; in a process of its own that is
nobody's harm. Each function finds the file as `SENT` in the folder in which the process runs, leaves what it makes
beside it, and tells what it saw as JSON. What is wrong with the file is told in one word, as a `PaperError`.
"""

from typing import Final

SENT: Final = "sent"
"""The file as it was sent."""
CLEANED: Final = "cleaned"
"""The file without what it should not hold, where it held such things."""
