"""Setting type: which face has a character, where lines break, where a block sits, how it is painted.

`nemobuild.backend.render.type` is the door. Nothing here knows about timelines beyond a `Text` and a
`Canvas`, nor about ffmpeg.
"""
