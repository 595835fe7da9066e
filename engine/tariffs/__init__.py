"""Official rates by date, with their sources."""
