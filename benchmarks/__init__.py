"""Speed and memory, side by side with what one would use instead; run by ``make bench``."""
