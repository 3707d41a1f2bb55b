import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { makeAuthority } from '../../support/client-certificates.ts';
import { loginProcesses, type LoginProcess } from '../../support/login-processes.ts';
import { loginTarget } from '../../support/login.ts';
import { startPersonProvider, type PersonProvider } from '../../support/person-provider.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { describeWith } from '../../support/tools.ts';
import { webPerson } from '../../support/web-person.ts';

const lifetime = 600;
const tokenAlone = /^[\w-]+\.[\w-]+\.[\w-]+\n$/;

describeWith(['faketime', 'openssl'], 'a machine whose clock is wrong', () => {
  let provider: PersonProvider;
  beforeAll(async () => {
    provider = await startPersonProvider({ lifetime });
  });
  afterAll(async () => await provider?.close());

  // The token's end comes by this clock, and the clock is set back behind the login.
  test.each([
    { clock: '+10m', says: '10 min ahead of', renewals: { '+21m': /clock is 21 min ahead of/, '+0': tokenAlone } },
    { clock: '-10m', says: '10 min behind', renewals: { '+1m': tokenAlone, '-20m': /clock is 20 min behind/ } },
  ])('by $clock logs in, uses and renews its login, and is told so', async ({ clock, says, renewals }) => {
    const wrap = await loginProcesses(loginTarget(provider), { XDG_STATE_HOME: await temporaryFolder() });
    const at = (offset: string, ...args: string[]) => wrap.start(args, { below: ['faketime', '-f', offset] });
    const warning = (text: string) => `warning: this machine's clock is ${text} that of ${provider.issuer}; set it`;
    const login = at(clock, 'login', '--browser', '--no-open');
    const [address] = await login.says(/http\S+\/auth\?\S+(?=\n)/);
    await webPerson({ login: 'ada@example.com', password: 'x' }).visit(address);
    expect(await login.ended).toMatchObject({ code: 0 });
    expect(login.output()).toContain(warning(says));

    provider.asked.length = 0;
    const use = await at(clock, 'token').ended;
    expect(use).toMatchObject({ code: 0 });
    expect(provider.asked).toEqual([]);

    for (const [offset, output] of Object.entries(renewals)) {
      provider.asked.length = 0;
      const renewal = at(offset, 'token');
      expect(await renewal.ended).toMatchObject({ code: 0 });
      expect(provider.asked).toContain('POST /token');
      expect(renewal.output()).toMatch(output);
    }
  });

  test('by days takes the certificate of its provider for one of another time, and is told to look at the clock', async () => {
    const folder = await temporaryFolder();
    const authority = makeAuthority(folder, 'clock');
    const { certificate, key } = authority.issue('/CN=provider', { names: 'IP:127.0.0.1', usage: 'serverAuth' });
    const certificateAuthorities = join(folder, 'ca.crt');
    await writeFile(certificateAuthorities, authority.certificate);
    const server = createServer({ cert: certificate, key }, (_request, response) => response.end()).listen(0, '127.0.0.1');
    onTestFinished(() => void server.close());
    await once(server, 'listening');
    const issuer = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const wrap = await loginProcesses(loginTarget({ issuer }, { certificateAuthorities }), { XDG_STATE_HOME: folder });
    const outcomes: [LoginProcess, RegExp][] = [
      [wrap.start(['login', '--device'], { below: ['faketime', '-f', '-3d'] }), /CERT_NOT_YET_VALID[^]*Look at this machine's clock first/],
      [
        wrap.start(['login', '--device'], { below: ['faketime', '-f', '+9999d'] }),
        /CERT_HAS_EXPIRED[^]*Look at this machine's clock first/,
      ],
    ];
    for (const [login, says] of outcomes) {
      expect(await login.ended).toMatchObject({ code: 2 });
      expect(login.output()).toMatch(says);
    }
  });
});
