"""A drill of the stream: what can go wrong is done to a copy, and what comes out is compared."""
