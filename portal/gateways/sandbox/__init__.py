"""A payment provider for development: speaks Stripe's language, shows a page to pay on, and sends signed webhooks."""
