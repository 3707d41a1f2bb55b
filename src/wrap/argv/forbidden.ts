/** Flags the wrapper decides itself, by what they would decide. Those that newer CLIs add to a family are refused with it. */
const families: readonly { names: RegExp; why: string }[] = [
  {
    names: /^(?:address|client-authority)$/,
    why: 'everything goes through the proxy, whose address the platform file has; choose one with --environment and --region',
  },
  {
    names: /^(?:api-key|grpc-meta|oauth(?:-.*)?)$/,
    why: 'who is asking is decided by `temporal-wrap login`',
  },
  {
    names: /^tls(?:-.*)?$/,
    why: 'how the proxy proves what it is stands in the platform file',
  },
  {
    names: /^codec-.*$/,
    why: 'your token would be shown to the codec endpoint, so it is the one of the platform file',
  },
  {
    names: /^(?:config-file|disable-config-.*|env|env-file|profile)$/,
    why: "the plain CLI's presets can send your token elsewhere; use --environment, --region, or the profile of temporal-wrap",
  },
];

/** Why a flag, by its name without dashes, is not passed on; `undefined` when it is. Other spellings of the name are the name. */
export function whyForbidden(name: string): string | undefined {
  const usual = name.toLowerCase().replaceAll('_', '-');
  return families.find(({ names }) => names.test(usual))?.why;
}
