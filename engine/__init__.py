"""A declarative form engine: definitions are compiled, requests are judged."""
