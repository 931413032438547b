"""Carries a plan out: facts, runner, lock, journal, cache, publishing, watching. Talks to any backend by its URL."""
