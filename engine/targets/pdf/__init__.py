"""Prints a request as PDF, from its compiled form and a template of `pdf_templates/`.

Any form prints without a line of Python: its sections in their order, lists as tables,
computed amounts on the right edge. The way through the package: `template_loader` reads
the template; `blocks` draws its blocks to a `sheet`, asking `content` what the form has
to print and `lettering` how wide a text is; `paper` writes the finished sheet with
fpdf2, in fonts that `fonts` has parsed once per process.
"""

from engine.targets.pdf.document import render
from engine.targets.pdf.envelope import Envelope
from engine.targets.pdf.template import Template
from engine.targets.pdf.template_loader import TemplateError, load_template

__all__ = ["Envelope", "Template", "TemplateError", "load_template", "render"]
