"""The settings as one table, and how they are read from the environment."""
