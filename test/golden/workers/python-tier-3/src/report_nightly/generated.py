# Made by `gen-temporal-managed-worker config` from the declarations. Made again on every change, never edited.
"""What this worker can serve, and what its workflow sandbox need not import again."""

WORKFLOWS: dict[str, str] = {
    "Greet": "report_nightly.workflows:GreetWorkflow",
}

ACTIVITIES: dict[str, str] = {
    "compose_greeting": "report_nightly.activities:greet_by_name",
}

PASSTHROUGH_MODULES: tuple[str, ...] = (
    "managed_worker",
    "report_nightly_contracts",
)
