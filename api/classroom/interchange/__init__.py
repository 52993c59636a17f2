"""A programme for other programs: calendars, tables, and packages that learning systems import."""
