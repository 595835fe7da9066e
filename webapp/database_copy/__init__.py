"""`flask --app webapp db copy`: an office goes to another database, row by row."""
