"""The web: pages for citizens, officers and publishers, and what they have in common."""
