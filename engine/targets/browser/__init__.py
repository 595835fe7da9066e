"""A compiled form as a program for the browser: plain data, no code.

`program` gives a typed syntax tree as JSON for one language. The modules in
`webapp/static/program/` evaluate it and give what `engine.runtime.assess` gives. It
depends on the definition and the language alone, so that it can be kept for as long as
both last; the server judges every request again.
"""

from engine.targets.browser.program import program

__all__ = ["program"]
