"""What whoever runs the portal sees of it: logs, health, metrics, a doctor."""
