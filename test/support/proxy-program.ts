let built: Promise<string> | undefined;

/** Path of the platform's command line as one file that Node runs; made once per test file. */
export async function proxyProgram(): Promise<string> {
  return await (built ??= bundle());
}

async function bundle(): Promise<string> {
  throw new Error('not yet');
}
