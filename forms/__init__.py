"""What a person is asked, and how an answer is read. No web, no database, no network."""
