"""What changed between two versions of a form, and what that does to stored requests.

`compare` lists the changes; each says whether drafts, sent requests and exports go on
as they are (`compatible`), whether the form needs a new version because it asks, judges
or computes something else, or whether it breaks what is stored.
"""
