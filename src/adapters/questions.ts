export interface LineQuestion {
  label: string;
  default?: string | undefined;
  /** Shown beside the default and the answer that takes it: where it is known from. */
  note?: string | undefined;
  /** Looked at on every key: why this is no answer. */
  problemOf: (text: string) => string | undefined;
  /** What follows from a good answer, shown as it is typed. */
  echo?: ((text: string) => string) | undefined;
}

interface Choice<T> {
  value: T;
  name: string;
}

export interface ChoiceQuestion<T> {
  label: string;
  choices: readonly Choice<T>[];
  default: T;
}
