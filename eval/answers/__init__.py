"""How well the archive's answers are told from its lack of one, on questions of which both are known."""
