"""How events, results and errors look: lines for people, JSON lines, GitHub annotations."""
