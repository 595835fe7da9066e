"""What a compiled form becomes. Targets are siblings: none knows another."""
