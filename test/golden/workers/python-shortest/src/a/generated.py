# Made by `gen-temporal-managed-worker config` from the declarations. Made again on every change, never edited.
"""What this worker can serve, and what its workflow sandbox need not import again."""

WORKFLOWS: dict[str, str] = {
    "Greet": "a.workflows:GreetWorkflow",
}

ACTIVITIES: dict[str, str] = {
    "compose_greeting": "a.activities:greet_by_name",
}

PASSTHROUGH_MODULES: tuple[str, ...] = (
    "a_contracts",
    "managed_worker",
)
