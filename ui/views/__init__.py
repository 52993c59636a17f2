"""The pages: each asks the archive and answers with what to draw."""
