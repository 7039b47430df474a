"""Where files lie: `base` is the contract, the other files are the kinds of storage."""
