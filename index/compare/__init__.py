"""Comparing a few cases field by field, each statement with the passage that it rests on."""
