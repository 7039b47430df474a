"""Where the state already knows the answer: `base` is the contract, the other files are the kinds of register."""
