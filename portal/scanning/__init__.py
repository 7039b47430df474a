"""Who looks for malware in files: `base` is the contract, the other files are the kinds of scanner."""
