/** The first with `--disable-config-file`, without which a preset could send the token elsewhere, and the server inside of it. */
const oldest = { cli: [1, 4, 0], server: [1, 28, 0] } as const;

/** Why a CLI is too old, as a sentence without a full stop; `undefined` when it is not. One that was built from source only knows its server's version. */
export function tooOld({ version, server }: { version: string; server: string | undefined }): string | undefined {
  const isUnreleased = version.startsWith('0.0.0');
  const [said = '', needed] = isUnreleased ? [server, oldest.server] : [version, oldest.cli];
  const numbers = said.split(/[.-]/).map(Number);
  if (!isBelow(numbers, needed)) return undefined;
  const what = isUnreleased ? `is built from source with server ${said || 'unknown'}` : `is version ${version}`;
  return `${what}; the oldest that can be kept from sending your token elsewhere is ${oldest.cli.join('.')} (server ${oldest.server.join('.')})`;
}

function isBelow(numbers: readonly number[], needed: readonly number[]): boolean {
  const index = needed.findIndex((number, place) => numbers[place] !== number);
  if (index === -1) return false;
  const number = numbers[index];
  return number === undefined || Number.isNaN(number) || number < (needed[index] ?? 0);
}
