// Made by `gen-temporal-managed-worker config`; edits are overwritten.
// Loaded one by one, so a worker imports only the activities its config lists.
export const activities = {
  composeGreeting: () => import('../activities/compose-greeting.impl.ts'),
};
