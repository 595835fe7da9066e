"""What the law on data protection asks for: forgetting in time, and telling."""
