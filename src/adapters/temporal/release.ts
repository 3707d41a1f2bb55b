/** An official release of the Temporal CLI, as it is published. */
export interface Release {
  version: string;
  /** Folder that holds `v<version>/<archive>` and `v<version>/checksums.txt`. */
  baseUrl: string;
  /** SHA-256 of each archive, by its name; one that is not here is looked up in the release's own list. */
  digests: Readonly<Record<string, string>>;
}

export interface Machine {
  /** As `process.platform` has it. */
  os: string;
  /** As `process.arch` has it. */
  cpu: string;
}

/** The last version that `go install` takes too, so that both ways give the same server. */
export const pinnedRelease: Release = {
  version: '1.5.1',
  baseUrl: 'https://github.com/temporalio/cli/releases/download',
  digests: {
    'temporal_cli_1.5.1_darwin_amd64.tar.gz': 'bbb73e2a31135abe50a1f1cdb35030c42961df618e8ce9c60ae89f201540c5d9',
    'temporal_cli_1.5.1_darwin_arm64.tar.gz': 'cca01b7ea35ad56e2a328d9ae596bf716bd22313ef63c7a761c88354457c2415',
    'temporal_cli_1.5.1_linux_amd64.tar.gz': 'ddc95e08b0b076efd4ea9733a3f488eb7d2be875f8834e616cd2a37358b4852d',
    'temporal_cli_1.5.1_linux_arm64.tar.gz': 'bd1b0db9f18b051026de8bf6cc1505f2510f14bbb7a8b9a4a91fff46c77454f5',
  },
};

/** Variable that names a mirror of the release folder. The digests stay the same: a mirror has to serve the same bytes. */
export const mirrorVariable = 'TEMPORAL_CLI_DOWNLOAD_URL';

const systems: Readonly<Record<string, string>> = { linux: 'linux', darwin: 'darwin', win32: 'windows' };
const cpus: Readonly<Record<string, string>> = { x64: 'amd64', arm64: 'arm64' };

/** `linux_amd64`; `undefined` for a machine no release is made for. */
export function releasePlatform({ os, cpu }: Machine): string | undefined {
  const system = systems[os];
  const processor = cpus[cpu];
  return system === undefined || processor === undefined ? undefined : `${system}_${processor}`;
}

export function archiveName(release: Release, platform: string): string {
  return `temporal_cli_${release.version}_${platform}.tar.gz`;
}

export function releaseUrl(release: Release, file: string): string {
  return `${release.baseUrl.replace(/\/+$/, '')}/v${release.version}/${file}`;
}

/** The digest a `checksums.txt` (lines of `<sha256>  <file>`) has for a file. */
export function digestIn(checksums: string, file: string): string | undefined {
  return checksums
    .split('\n')
    .map((line) => line.trim().split(/\s+\*?/))
    .find(([digest, name]) => name === file && /^[\da-f]{64}$/i.test(digest ?? ''))?.[0]
    ?.toLowerCase();
}
