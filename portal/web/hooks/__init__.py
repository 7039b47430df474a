"""What other programs tell us: signed webhooks."""
