# Made by `gen-temporal-managed-worker config` from the declarations. Made again on every change, never edited.
"""What this worker can serve, and what its workflow sandbox need not import again."""

WORKFLOWS: dict[str, str] = {
    "Greet": "a_worker_whose_name_is_as_long_as_any_may_be_47.workflows:GreetWorkflow",
}

ACTIVITIES: dict[str, str] = {
    "compose_greeting": "a_worker_whose_name_is_as_long_as_any_may_be_47.activities:greet_by_name",
}

PASSTHROUGH_MODULES: tuple[str, ...] = (
    "a_worker_whose_name_is_as_long_as_any_may_be_47_contracts",
    "managed_worker",
)
