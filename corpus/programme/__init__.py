"""Training programmes: what one is, how its days run, what is wrong with it, and the form that the institute starts from."""
