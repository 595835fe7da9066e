"""Programs that read documents in processes of their own; `run_bounded` runs them.

They import nothing of the portal but each other, and each only the libraries of its
own kind of document: one of them starts for each document.
"""
