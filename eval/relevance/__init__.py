"""Queries as the archive's users would ask them, with what a good answer must hold: ``casebook eval relevance``."""
