"""What is printed, handed out and shown in the classroom: Word, PDF and slides of a programme."""
