"""An electronic identity for development: choose a sample person, a level, and agree or refuse."""
