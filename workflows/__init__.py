"""How a dossier moves: steps, actions, statuses, deadlines. The standard library alone."""
