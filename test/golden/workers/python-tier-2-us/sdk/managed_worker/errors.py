from __future__ import annotations


class StartError(Exception):
    """The worker cannot start. The message says what is wrong, the hint what mends it."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


mend_config = "Run `npx gen-temporal-managed-worker config` and commit the result."
