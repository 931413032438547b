"""The page that watch mode serves: the newest film, and what became of each step. Knows events alone, no engine."""
