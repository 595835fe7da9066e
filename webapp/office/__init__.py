"""The clerks' desk: queue, decisions, payment, and the log of who saw what."""
