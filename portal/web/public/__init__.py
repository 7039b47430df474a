"""What anyone may see without signing in: the catalogue, looking up, verifying, and how the portal keeps its word."""
