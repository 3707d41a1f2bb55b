/** The documents of a YAML stream, each after as many empty lines as stand before it, so that its line numbers are the file's. */
export function splitYaml(text: string): string[] {
  const parts: string[] = [];
  let part: string[] = [];
  const close = (next: number) => {
    if (part.some((line) => !/^(\s*(#.*)?|%.*)$/.test(line))) parts.push(part.join('\n'));
    part = Array.from({ length: next }, () => '');
  };
  text.split(/\r?\n/).forEach((line, index) => {
    if (/^(---|[.]{3})(\s|$)/.test(line)) close(index + 1);
    else part.push(line);
  });
  close(0);
  return parts;
}
