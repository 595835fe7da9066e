"""Forms put to the test: their examples, what those reach, and what they would catch.

`verdict` compares an example with what its author expects, `coverage` tells what no
example touches, `mutants` makes a form wrong in one place and asks whether an example
notices.
"""
