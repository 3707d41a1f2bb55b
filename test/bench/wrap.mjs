import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cpuSeconds, medians, report } from './measure.mjs';

const wrapper = fileURLToPath(new URL('../../bin/temporal-wrap.js', import.meta.url));
const platform = fileURLToPath(new URL('../../docs/reference/temporal-platform.yaml', import.meta.url));
const cli = process.env.TEMPORAL_CLI ?? 'temporal';
const rounds = process.argv.includes('--quick') ? 11 : 41;
const folder = mkdtempSync(join(tmpdir(), 'bench-wrap-'));

try {
  const profile = join(folder, 'wrap.yaml');
  const spec = `{ platform: ${JSON.stringify(platform)}, environment: staging, region: eu, tokenFile: ./token }`;
  writeFileSync(profile, `apiVersion: managed-temporal.dev/v1\nkind: WrapProfile\nspec: ${spec}\n`);
  writeFileSync(join(folder, 'token'), 'token', { mode: 0o600 });
  const env = { MANAGED_TEMPORAL_PROFILE: profile, XDG_CACHE_HOME: folder };
  // A call that reads no server: what is measured is the wrapper, on the way of every call, with its token.
  writeFileSync(join(folder, 'history.json'), '{"events":[]}');
  const call = ['workflow', 'fix-history-json', '--source', join(folder, 'history.json')];
  cpuSeconds([wrapper, ...call], { env });
  const found = medians(
    {
      node: () => cpuSeconds([process.execPath, '-e', '0']),
      version: () => cpuSeconds([cli, '--version']),
      wrappedVersion: () => cpuSeconds([wrapper, '--version'], { env }),
      call: () => cpuSeconds([cli, ...call]),
      wrappedCall: () => cpuSeconds([wrapper, ...call], { env }),
    },
    rounds,
  );
  const results = [
    report('--version, less the CLI’s own, against `node -e 0`', {
      value: found.wrappedVersion - found.version,
      base: found.node,
      bar: 1.5,
    }),
    report('a call, less the CLI’s own, against `node -e 0`', { value: found.wrappedCall - found.call, base: found.node, bar: 1.5 }),
  ];
  process.exitCode = results.every(Boolean) ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
