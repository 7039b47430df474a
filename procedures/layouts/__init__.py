"""The layouts of forms as filed: what a template can print, read off its syntax without running it."""
