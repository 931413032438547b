"""Programs that other packages bring: speech to text, text to speech, and a language model.

They are found by entry points, so that installing a package is all it takes. Nothing here is imported before an
instruction or a render needs it.
"""
