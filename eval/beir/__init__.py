"""The production search on any test collection in BEIR form: ``casebook eval beir``."""
