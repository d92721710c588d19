"""The foundry: makes, checks and exports the small models that Heddle ships."""
