/** What reading something gives, or why the system does not let it be read. Anything else that is thrown is a bug, and stays one. */
export async function attempt<T>(work: () => Promise<T>): Promise<T | { reason: string }> {
  try {
    return await work();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
    if (code === undefined) throw error;
    return { reason: code === 'ENOENT' ? 'it does not exist' : code };
  }
}
