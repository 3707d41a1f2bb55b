# Made by `gen-temporal-managed-worker config` from the declarations. Made again on every change, never edited.
"""What this worker can serve, and what its workflow sandbox need not import again."""

WORKFLOWS: dict[str, str] = {
    "Greet": "invoice_mailer.workflows:GreetWorkflow",
}

ACTIVITIES: dict[str, str] = {
    "compose_greeting": "invoice_mailer.activities:greet_by_name",
}

PASSTHROUGH_MODULES: tuple[str, ...] = (
    "invoice_mailer_contracts",
    "managed_worker",
)
