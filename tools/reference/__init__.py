"""The reference of the documentation, made from the code when the pages are built."""
