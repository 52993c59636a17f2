"""Converters of the formats other than PDF, a module for each family of them; `ingest.convert` says which is for what."""
