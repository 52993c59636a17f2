"""How good proposed programmes are: what is understood of briefs, how cases differ, what is cited."""
