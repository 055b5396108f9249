"""Each promise of the project with a test that proves it, and the guard without which it fails."""
