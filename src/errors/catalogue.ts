import { exitCode, type ExitCode } from './exit-code.ts';

/**
 * Every error a person can meet. A code is permanent: it is printed, searched for and scripted against.
 */
export const catalogue = {
  USAGE: { exit: exitCode.misuse, title: 'The command line is not understood' },
  ANSWER_MISSING: { exit: exitCode.misuse, title: 'An answer is missing and nobody can be asked' },
  ANSWER_INVALID: { exit: exitCode.misuse, title: 'An answer breaks a rule' },
  ANSWERS_FILE_INVALID: { exit: exitCode.misuse, title: 'The answers file is not valid' },
  PLATFORM_INVALID: { exit: exitCode.misuse, title: 'The platform file is not valid' },
  WORKER_INVALID: { exit: exitCode.misuse, title: 'worker.yaml is not valid' },
  WORKER_NOT_FOUND: { exit: exitCode.misuse, title: 'This folder is not a managed worker' },
  CONFIG_INVALID: { exit: exitCode.misuse, title: 'A generated config document is not valid' },
  CONFIG_STALE: { exit: exitCode.findings, title: 'Generated files do not match the code' },
  DECLARATION_INVALID: { exit: exitCode.misuse, title: 'A declaration cannot be used' },
  DECLARATIONS_TIMEOUT: { exit: exitCode.misuse, title: 'Reading the declarations did not end' },
  TOOLCHAIN_MISSING: { exit: exitCode.misuse, title: "The worker's own tools are not installed" },
  DIRECTORY_NOT_EMPTY: { exit: exitCode.misuse, title: 'The target folder holds files that would be written' },
  TARGET_INVALID: { exit: exitCode.misuse, title: 'The target is not a folder that can be written' },
  TARGET_BUSY: { exit: exitCode.misuse, title: 'Another run works in this folder' },
  WRITE_FAILED: { exit: exitCode.misuse, title: 'Files could not be written' },
  RECORD_INVALID: { exit: exitCode.misuse, title: 'The record of a worker cannot be used' },
  TOOL_TOO_OLD: { exit: exitCode.misuse, title: 'The worker is of a newer template than this version of the tool has' },
  WORKER_STALE: { exit: exitCode.findings, title: 'A worker is not as its template would have it' },
  MERGE_CONFLICT: { exit: exitCode.person, title: 'Files need a person to merge them' },
  REGENERATE_PENDING: { exit: exitCode.person, title: 'An earlier regenerate waits for its conflicts' },
  NOTHING_PENDING: { exit: exitCode.misuse, title: 'There is no regenerate to continue or abort' },
  EDITS_AT_RISK: { exit: exitCode.person, title: 'Edits would be lost' },
  REPOSITORY_BUSY: { exit: exitCode.person, title: 'Git is in the middle of something' },
  HALF_DONE: { exit: exitCode.person, title: 'A run was stopped half-way and files have changed since' },
  CHANGED_MEANWHILE: { exit: exitCode.person, title: 'A file was changed while the tool ran' },
  REPOSITORY_UNUSABLE: { exit: exitCode.misuse, title: 'Git cannot do what is asked in this repository' },
  OBJECTS_MISSING: { exit: exitCode.remote, title: 'This clone lacks files of its own history' },
  INSTALL_FAILED: { exit: exitCode.remote, title: 'Dependencies could not be installed' },
  TEMPLATE_NOT_FOUND: { exit: exitCode.misuse, title: 'There is no such template' },
  TEMPLATE_INVALID: { exit: exitCode.misuse, title: 'A template package is not valid' },
  TEMPORAL_NOT_FOUND: { exit: exitCode.remote, title: 'No temporal binary could be found or fetched' },
  TEMPORAL_UNUSABLE: { exit: exitCode.misuse, title: 'The temporal binary does not run here' },
  TEMPORAL_UNAVAILABLE: { exit: exitCode.remote, title: 'The Temporal server does not answer' },
  PORT_IN_USE: { exit: exitCode.misuse, title: 'A port is taken' },
  CHILD_DIED: { exit: exitCode.findings, title: 'A process of the local loop ended by itself' },
  KEY_RING_INVALID: { exit: exitCode.misuse, title: 'The key ring is not valid' },
  KEY_NEEDED: { exit: exitCode.person, title: 'A key may still be needed' },
  KEYS_UNSOUND: { exit: exitCode.findings, title: 'The key ring does not serve the platform as it is' },
  INTERRUPTED: { exit: exitCode.interrupted, title: 'Stopped by the user' },
} as const satisfies Record<string, { exit: ExitCode; title: string }>;

export type ErrorCode = keyof typeof catalogue;
