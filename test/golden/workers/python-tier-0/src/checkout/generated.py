# Made by `gen-temporal-managed-worker config` from the declarations. Made again on every change, never edited.
"""What this worker can serve, and what its workflow sandbox need not import again."""

WORKFLOWS: dict[str, str] = {
    "Greet": "checkout.workflows:GreetWorkflow",
}

ACTIVITIES: dict[str, str] = {
    "compose_greeting": "checkout.activities:greet_by_name",
}

PASSTHROUGH_MODULES: tuple[str, ...] = (
    "checkout_contracts",
    "managed_worker",
)
