"""Generated tasks: text whose right answer is known."""
