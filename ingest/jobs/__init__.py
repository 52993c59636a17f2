"""Ingestion as durable work: jobs that survive the process, their progress, and the workflow that carries each entry to the end."""
