"""What operators ask: health, readiness, metrics; and the log of each request."""
