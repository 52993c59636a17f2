"""The page on which a course is planned: a board of days in the browser, and here the programme that it shows and changes."""
