"""How much one network address may ask of the doors that are open to everybody."""
