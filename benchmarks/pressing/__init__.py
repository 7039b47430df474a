"""What the measurement of papers works with: sample papers, and the peers who make the same papers."""
