import type { Answers } from '../../src/domain/managed-worker.ts';

/** The worker that most tests are about. */
export const imageRender: Answers = {
  name: 'image-render',
  owner: 'team-images',
  tier: 1,
  namespace: 'images',
  retention: '14d',
  language: 'typescript',
  regions: ['eu', 'us'],
};

/** Its `worker.yaml`. */
export const imageRenderYaml = `apiVersion: managed-temporal.dev/v1
kind: ManagedWorker
name: image-render
owner: team-images
tier: 1
namespace: images
retention: 14d
language: typescript
regions: [eu, us]
`;
