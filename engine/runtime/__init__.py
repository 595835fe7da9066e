"""Judging requests and explaining what came out."""
