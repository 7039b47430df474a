"""How people are told: `base` is the contract, the other files are the kinds of channel."""
