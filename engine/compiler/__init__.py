"""Definitions to forms that run."""
