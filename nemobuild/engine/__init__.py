"""Carries a plan out: desk, runner, sending, lock, journal, cache, exports, watch. Talks to any backend by its URL."""
