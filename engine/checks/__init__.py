"""The checks: one module each, exporting one `CHECK` (see `engine.check`)."""
