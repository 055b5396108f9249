"""What is done to the project rather than by it: each is a program that ``make`` runs."""
