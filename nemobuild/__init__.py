"""nemobuild: Make and BuildKit for videos.

The package's front door is `nemobuild.api`; nothing is imported here, so that a run with nothing to do stays fast.
"""

__version__ = "0.1.0"
