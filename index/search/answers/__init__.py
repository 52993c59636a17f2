"""Answers with evidence: the sentences across cases that answer a question, grouped by agreement; text only if a model is set up."""
