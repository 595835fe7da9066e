"""Keeps definitions and records; knows nothing of single fields."""
