import { ToolError } from '../errors/tool-error.ts';
import type { ManifestsInput } from './manifests-input.ts';

/** Never built: a manifest applied with no image given fails to pull instead of running whatever `latest` is. */
const placeholderTag = 'unreleased';

const digest = /^sha256:[0-9a-f]{64}$/;
/** `host:port/path:tag@digest`, as container runtimes take it. */
const component = '[a-z0-9]+(?:[._-]+[a-z0-9]+)*';
const reference = new RegExp(`^${component}(?::\\d+)?(?:/${component})*(?::\\w[\\w.-]{0,127})?(?:@sha256:[0-9a-f]{64})?$`);

/** The image reference of every container of the service. */
export function planImage({ image, platform, service }: Pick<ManifestsInput, 'image' | 'platform' | 'service'>): string {
  const repository = `${platform.imageRegistry}/${service.name}`;
  if (image === undefined) return `${repository}:${placeholderTag}`;
  if (digest.test(image)) return `${repository}@${image}`;
  if (reference.test(image) && !image.startsWith('sha256:')) return image;
  throw new ToolError('USAGE', `'${image}' is not an image reference`, {
    hint: `Write ${repository}@sha256:… or the digest alone. Nothing was written.`,
  });
}
