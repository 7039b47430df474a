"""The portal: web, persistence, and the outside world."""
