"""Where documents and prints are kept: a folder, or an object storage."""
