"""What can go wrong, as far as a caller may want to tell it apart."""


class LakeError(Exception):
    """Ends a command or a task, with a sentence for whoever called it."""


class UsageError(LakeError):
    """What was asked for makes no sense, whatever there is in the lake."""


class ToolError(LakeError):
    """The mtlscope command is not there, is another version than elsewhere, or failed as a whole."""


class SourceError(LakeError):
    """A source of captures is not there or cannot be listed."""
