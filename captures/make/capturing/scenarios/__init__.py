"""What is played, a module for each stack or subject."""
from importlib import import_module
from pathlib import Path


def load() -> None:
    """Imports every module beside this one: each registers its scenarios."""
    for module in sorted(Path(__file__).parent.glob("[a-z]*.py")):
        import_module(f"{__name__}.{module.stem}")
