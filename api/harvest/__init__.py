"""OAI-PMH 2.0: the published cases for harvesters, by page, in two formats, with those that are gone."""
