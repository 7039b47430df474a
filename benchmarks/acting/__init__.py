"""What the measurement of durable actions works with: the way of a dossier here, and the same way elsewhere."""
