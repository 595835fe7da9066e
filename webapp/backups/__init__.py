"""Backups of a whole office: its database and its documents, as they fit together."""
