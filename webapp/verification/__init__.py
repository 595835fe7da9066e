"""For anyone: whether a PDF is one that the office keeps."""
