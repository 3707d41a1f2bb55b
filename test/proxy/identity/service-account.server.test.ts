import { writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startApiserver, type Apiserver } from '../../support/apiserver.ts';
import { authenticate, authenticatorOf, kubernetesSource, recordingLog, summary } from '../../support/identities.ts';
import { audience } from '../../support/issuer.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { describeWith, requireTool } from '../../support/tools.ts';

const issuer = { url: 'https://kubernetes.default.svc' };

describeWith(['etcd', 'kube-apiserver'], 'tokens of a real API server', () => {
  let apiserver: Apiserver;

  beforeAll(async () => {
    apiserver = await startApiserver({ etcd: requireTool('etcd') ?? '', apiserver: requireTool('kube-apiserver') ?? '' });
    await create('/api/v1/namespaces', { metadata: { name: 'images' } });
    for (const name of ['image-render', 'default']) await create('/api/v1/namespaces/images/serviceaccounts', { metadata: { name } });
    const spec = {
      serviceAccountName: 'image-render',
      automountServiceAccountToken: false,
      containers: [{ name: 'worker', image: 'worker' }],
    };
    await create('/api/v1/namespaces/images/pods', { metadata: { name: 'image-render-0' }, spec });
  });
  afterAll(async () => await apiserver?.close());

  async function create(path: string, body: object): Promise<Record<string, unknown>> {
    const answer = await apiserver.request('POST', path, { type: 'application/json', text: JSON.stringify(body) });
    if (answer.status >= 300) throw new Error(JSON.stringify(answer.body));
    return answer.body;
  }

  /** By TokenRequest, as the kubelet asks for what it projects into a Pod. */
  async function tokenOf(name: string, changes: object = {}): Promise<string> {
    const spec = { audiences: [audience], expirationSeconds: 600, ...changes };
    const path = `/api/v1/namespaces/images/serviceaccounts/${name}/token`;
    const { status } = await create(path, { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec });
    return (status as { token: string }).token;
  }

  async function source() {
    const folder = await temporaryFolder({ token: `${apiserver.token}\n` });
    const jwksUri = `${apiserver.url}/openid/v1/jwks`;
    return { folder, source: kubernetesSource(issuer, { jwksUri, jwksAuthorities: apiserver.certificate, jwksToken: `${folder}/token` }) };
  }

  test('the token of a service account is its identity, bound to a Pod or not', async () => {
    const authenticator = authenticatorOf([(await source()).source]);
    const bound = { boundObjectRef: { kind: 'Pod', apiVersion: 'v1', name: 'image-render-0' } };
    expect(summary(await authenticate(authenticator, await tokenOf('image-render')))).toBe('images/image-render of cluster');
    expect(summary(await authenticate(authenticator, await tokenOf('image-render', bound)))).toBe('images/image-render of cluster');
    expect(summary(await authenticate(authenticator, await tokenOf('default')))).toBe('7 not-granted');
  });

  test('a token for the API server itself is refused, so that a stolen one opens nothing here', async () => {
    const authenticator = authenticatorOf([(await source()).source]);
    expect(summary(await authenticate(authenticator, await tokenOf('image-render', { audiences: [] })))).toBe('16 wrong-audience');
  });

  test('an expired token is refused', async () => {
    let time = Date.now();
    const authenticator = authenticatorOf([(await source()).source], { clock: () => time });
    const token = await tokenOf('image-render');
    expect(summary(await authenticate(authenticator, token))).toBe('images/image-render of cluster');
    time += 670_000;
    expect(summary(await authenticate(authenticator, token))).toBe('16 token-expired');
  });

  test('the keys are not shown to strangers: a wrong bearer token is UNAVAILABLE until its file is right', async () => {
    let time = Date.now();
    const log = recordingLog();
    const { folder, source: kubernetes } = await source();
    await writeFile(`${folder}/token`, 'wrong');
    const authenticator = authenticatorOf([kubernetes], { clock: () => time, log });
    const token = await tokenOf('image-render');
    expect(summary(await authenticate(authenticator, token))).toBe('14 issuer-unavailable');
    expect(log.lines[0]).toContain('answered 401');
    await writeFile(`${folder}/token`, apiserver.token);
    time += 5_000;
    expect(summary(await authenticate(authenticator, token))).toBe('images/image-render of cluster');
  });

  test('a server whose certificate is of another authority is not asked', async () => {
    const log = recordingLog();
    const { source: kubernetes } = await source();
    const authenticator = authenticatorOf([{ ...kubernetes, jwksAuthorities: undefined } as typeof kubernetes], { log });
    expect(summary(await authenticate(authenticator, await tokenOf('image-render')))).toBe('14 issuer-unavailable');
    expect(log.lines[0]).toMatch(/certificate/);
  });
});
