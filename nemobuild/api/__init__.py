"""What everything else wraps: check, plan, run, and the verbs that look after what is recorded.

A verb's module is imported when the verb is used, so that a run with nothing to do pays for none of the others.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from nemobuild.engine.options import Options as Options

if TYPE_CHECKING:
    from nemobuild.api.backends import credits as credits
    from nemobuild.api.backends import share as share
    from nemobuild.api.chatting import say as say
    from nemobuild.api.chatting import take_back as take_back
    from nemobuild.api.exporting import export as export
    from nemobuild.api.keeping import cache_gc as cache_gc
    from nemobuild.api.keeping import cache_ls as cache_ls
    from nemobuild.api.keeping import cache_stats as cache_stats
    from nemobuild.api.keeping import cache_verify as cache_verify
    from nemobuild.api.keeping import lock_accept as lock_accept
    from nemobuild.api.keeping import lock_check as lock_check
    from nemobuild.api.keeping import lock_clean as lock_clean
    from nemobuild.api.keeping import lock_diff as lock_diff
    from nemobuild.api.keeping import lock_update as lock_update
    from nemobuild.api.keeping import resolve as resolve
    from nemobuild.api.looking import diff as diff
    from nemobuild.api.looking import status as status
    from nemobuild.api.looking import timeline as timeline
    from nemobuild.api.planning import explain as explain
    from nemobuild.api.planning import plan as plan
    from nemobuild.api.planning import save_plan as save_plan
    from nemobuild.api.recipes import check as check
    from nemobuild.api.running import run as run
    from nemobuild.api.understanding import interpret as interpret
    from nemobuild.api.understanding import interpret_lines as interpret_lines
    from nemobuild.api.understanding import refused as refused
    from nemobuild.api.watching import watch as watch

VERBS = {
    "credits": "backends",
    "share": "backends",
    "say": "chatting",
    "take_back": "chatting",
    "export": "exporting",
    "cache_gc": "keeping",
    "cache_ls": "keeping",
    "cache_stats": "keeping",
    "cache_verify": "keeping",
    "lock_accept": "keeping",
    "lock_check": "keeping",
    "lock_clean": "keeping",
    "lock_diff": "keeping",
    "lock_update": "keeping",
    "resolve": "keeping",
    "diff": "looking",
    "status": "looking",
    "timeline": "looking",
    "explain": "planning",
    "plan": "planning",
    "save_plan": "planning",
    "check": "recipes",
    "run": "running",
    "interpret": "understanding",
    "interpret_lines": "understanding",
    "refused": "understanding",
    "watch": "watching",
}
"""Verb to the module of this package that defines it."""

if not TYPE_CHECKING:  # a type checker reads the imports above, and knows a name that is not there

    def __getattr__(name: str) -> Any:
        if name not in VERBS:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return getattr(import_module(f"{__name__}.{VERBS[name]}"), name)
