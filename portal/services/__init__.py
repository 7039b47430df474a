"""Use cases: one noun a file, one verb a function; the first argument is a Session; nothing commits here."""
