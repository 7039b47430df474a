"""How fees are paid: `base` is the contract, the other files are the kinds of gateway."""
