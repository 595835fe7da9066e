"""The `formengine` command, for authors of forms and for other programs."""
