"""What an edit is: the timeline, its wire form, edits, differences and summaries. Pure values and functions."""
