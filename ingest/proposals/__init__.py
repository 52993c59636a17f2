"""What a document without a record is proposed to say: values for fields of the record, each with its passage and how sure it is.

`propose` finds them; `rule_on` writes down what a person said of one. Nothing proposed is a fact before that.
"""

from ingest.proposals.decisions import carry_over
from ingest.proposals.propose import propose

__all__ = ["carry_over", "propose"]
