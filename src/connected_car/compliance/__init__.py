"""Notes about components: read, judged by model and rule, and handed to a person where in doubt."""
