"""The command line: arguments in, presenters out. What a verb does is in `nemobuild.api`."""
