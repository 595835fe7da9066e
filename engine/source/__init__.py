"""YAML text read into located nodes, and what is refused on the way."""
