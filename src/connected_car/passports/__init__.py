"""What each run leaves behind: how it was made, what it read, made and found; and two compared."""
