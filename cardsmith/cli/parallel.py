"""Do the same for many cards at once, and take what comes of it in their order."""

from cardsmith.batch.in_order import in_order

__all__ = ["in_order"]
