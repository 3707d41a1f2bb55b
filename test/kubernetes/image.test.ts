import { expect, test } from 'vitest';
import { planImage } from '../../src/kubernetes/image.ts';
import { failure } from '../support/failure.ts';
import { manifestsInput } from './documents.ts';

const digest = `sha256:${'0123456789abcdef'.repeat(4)}`;

test.each([
  {
    title: 'a digest alone is of the registry of the platform',
    image: digest,
    expected: `registry.example.com/workers/image-render@${digest}`,
  },
  { title: 'a reference with a digest stays', image: `ghcr.io/example/render@${digest}`, expected: `ghcr.io/example/render@${digest}` },
  {
    title: 'a reference with tag and digest stays',
    image: `localhost:5000/render:v1@${digest}`,
    expected: `localhost:5000/render:v1@${digest}`,
  },
  { title: 'a tag stays', image: 'ghcr.io/example/render:v1.2_3', expected: 'ghcr.io/example/render:v1.2_3' },
  { title: 'no image is a tag that no build makes', image: undefined, expected: 'registry.example.com/workers/image-render:unreleased' },
])('$title', ({ image, expected }) => {
  expect(planImage(manifestsInput({ image }))).toBe(expected);
});

test.each(['', 'sha256:abc', 'Render', 'render:', 'a b', 'render@sha256:00', '../render', "render'\n"])('%j is no image', (image) => {
  expect(failure(() => planImage(manifestsInput({ image })))).toBe(
    `error USAGE  '${image}' is not an image reference\n` +
      '  Write registry.example.com/workers/image-render@sha256:… or the digest alone. Nothing was written.',
  );
});
