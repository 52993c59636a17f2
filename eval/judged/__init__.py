"""Queries whose answers were graded by hand, and questions in two languages: ``casebook eval judged``, ``pool``, ``pairs``."""
