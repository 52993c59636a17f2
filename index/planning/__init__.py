"""Proposing training programmes from the archive: a brief is read, cases are chosen, sessions are made of what the cases say."""
