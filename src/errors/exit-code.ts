/** Exit codes of `gen-temporal-managed-worker`; permanent, scripts depend on them. */
export const exitCode = {
  done: 0,
  findings: 1,
  misuse: 2,
  person: 3,
  remote: 4,
  bug: 70,
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCode)[keyof typeof exitCode];
