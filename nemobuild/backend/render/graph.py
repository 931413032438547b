"""A filter graph under construction: inputs, chains between labels, and their text.

Knows ffmpeg's syntax and nothing about films. The same calls give the same text, so arguments can be hashed.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Graph:
    """Inputs are argument lists that end with `-i X`; a label stands for one stream, used exactly once."""

    inputs: list[tuple[str, ...]] = field(default_factory=list)
    chains: list[str] = field(default_factory=list)
    made: int = 0

    def input(self, *args: str, pad: str = "v") -> str:
        """Adds an input; its label."""
        self.inputs.append(args)
        return f"{len(self.inputs) - 1}:{pad}"

    def chain(self, sources: tuple[str, ...], *filters: str) -> str:
        """Sends streams through filters; the label of what comes out. Filters that are empty are left out."""
        label = self.label()
        text = ",".join(f for f in filters if f) or "null"
        text = text.replace("SAME", label)
        self.chains.append("".join(f"[{s}]" for s in sources) + text + f"[{label}]")
        return label

    def split(self, source: str, count: int, kind: str = "split") -> tuple[str, ...]:
        labels = tuple(self.label() for _ in range(count))
        self.chains.append(f"[{source}]{kind}={count}" + "".join(f"[{x}]" for x in labels))
        return labels

    def label(self) -> str:
        self.made += 1
        return f"s{self.made}"

    def text(self) -> str:
        return ";".join(self.chains)

    def input_args(self) -> tuple[str, ...]:
        return tuple(arg for group in self.inputs for arg in group)
