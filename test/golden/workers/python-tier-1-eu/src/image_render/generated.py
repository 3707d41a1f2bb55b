# Made by `gen-temporal-managed-worker config` from the declarations. Made again on every change, never edited.
"""What this worker can serve, and what its workflow sandbox need not import again."""

WORKFLOWS: dict[str, str] = {
    "Greet": "image_render.workflows:GreetWorkflow",
}

ACTIVITIES: dict[str, str] = {
    "compose_greeting": "image_render.activities:greet_by_name",
}

PASSTHROUGH_MODULES: tuple[str, ...] = (
    "image_render_contracts",
    "managed_worker",
)
