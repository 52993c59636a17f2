"""What participants fill in and what comes of it: the pages of forms, the sheets of links, the tables of results."""
