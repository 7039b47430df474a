"""A province of dossiers for measurements of the desk: its agencies, and rows of honest shapes in any number."""
