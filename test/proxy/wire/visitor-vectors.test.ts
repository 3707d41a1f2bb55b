import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { officialFindings, ownFindings } from '../../support/visitor-vectors.ts';

const committed = fileURLToPath(new URL('../../fixtures/visitor-vectors.txt', import.meta.url));

test('the payloads sealed in random messages are those that the official visitor finds (`npm run visitor-vectors` asks it again)', async () => {
  const findings = process.env['VISITOR_VECTORS_UPDATE'] === '1' ? officialFindings() : ownFindings();
  await expect(findings).toMatchFileSnapshot(committed);
});
