"""How people prove who they are: `base` is the contract, the other files are the kinds of provider."""
