import { buildah, imageConfig } from './image-store.ts';
import { StartedWorker } from './started-worker.ts';

/**
 * What a Pod with `readOnlyRootFilesystem` gives a container, without a container runtime: namespaces of its own for
 * mounts and processes, the image's files mounted read-only, an empty `/tmp`, the image's user. It is process 1.
 */
const enter = `
set -eu
root=$1 user=$2 directory=$3
shift 3
mount --make-rprivate /
mount --bind "$root" "$root"
mount -t tmpfs tmpfs "$root/dev"
for device in null zero random urandom; do touch "$root/dev/$device"; mount --bind "/dev/$device" "$root/dev/$device"; done
mount -o remount,ro "$root/dev"
mount -t proc proc "$root/proc"
mount -t tmpfs -o mode=1777 tmpfs "$root/tmp"
mount -o remount,bind,ro "$root"
exec chroot --userspec="$user" --groups= "$root" env --ignore-environment --chdir="$directory" "$@"
`;

export interface Container {
  /** Runs the image's own entry point, or another command, with a read-only root. */
  start: (env: Readonly<Record<string, string>>, command?: readonly string[]) => StartedWorker;
  /** Where its files are. */
  root: string;
  remove: () => Promise<void>;
}

export async function createContainer(image: string): Promise<Container> {
  const { Env, User, WorkingDir, Entrypoint } = await imageConfig(image);
  const container = await buildah('from', image);
  const root = await buildah('mount', container);
  return {
    root,
    start(env, command = Entrypoint) {
      const variables = [...Env, ...Object.entries(env).map(([name, value]) => `${name}=${value}`)];
      const namespaces = ['unshare', '--mount', '--pid', '--fork', '--kill-child'];
      return new StartedWorker([...namespaces, 'sh', '-c', enter, 'enter', root, User, WorkingDir, ...variables, ...command], {
        cwd: '/',
        env: {},
      });
    },
    async remove() {
      await buildah('umount', container);
      await buildah('rm', container);
    },
  };
}
