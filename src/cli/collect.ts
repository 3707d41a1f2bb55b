/** For a flag that may be given again and again. */
export function collect(value: string, earlier: string[]): string[] {
  return [...earlier, value];
}
