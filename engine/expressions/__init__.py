"""The expression language: parsed, typed, generated, evaluated."""
