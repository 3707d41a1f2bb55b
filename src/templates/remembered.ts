interface Remembering {
  folders: readonly string[];
  known?: Map<string, Promise<unknown>> | undefined;
}

/** What `make` gives for a key in these folders, once for all who share `known`; without it, each time anew. */
export async function remembered<Value>({ folders, known }: Remembering, key: string, make: () => Promise<Value>): Promise<Value> {
  const whole = [key, ...folders].join('\0');
  const found = (known?.get(whole) as Promise<Value> | undefined) ?? make();
  known?.set(whole, found);
  return await found;
}
