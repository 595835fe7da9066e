"""`formengine preview`: a form beside its text, drawn anew after each save.

A small application of its own: it draws the page, the program and the PDF of a form
with the portal's own templates, scripts and targets, but has no accounts and no
database, and writes nothing. One person on this machine fills one form; what is filled
is kept in memory until the command ends.
"""
