"""What the state offers: a procedure pack becomes a form, a workflow, fees and papers."""
