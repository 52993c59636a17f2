"""Programmes to begin from, as data: which sessions a day has, and what is asked before, after and months later.

A template is a YAML file beside this one and says of a first day, of days in between that repeat, and of a last day which sessions they
have; what the sessions, objectives and questions are stands once, in ``parts.yaml``, in every interface language. Made into a programme it
has no cases: those the trainer chooses, or the archive proposes.
"""

from corpus.programme.templates.making import from_template
from corpus.programme.templates.reading import Template, template, templates

__all__ = ["Template", "from_template", "template", "templates"]
