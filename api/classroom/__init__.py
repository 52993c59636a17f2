"""What a programme leaves as: documents for the classroom and packages for learning systems."""
