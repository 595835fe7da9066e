"""An author's form, checked in its structure and parsed into frozen data."""
