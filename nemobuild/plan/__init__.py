"""From a recipe, what is recorded and the facts of the world to a plan with reasons. Pure."""
