"""Readers: what each parameter of an op looks like in words. They do not know the timeline."""
