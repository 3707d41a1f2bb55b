import { physicalName } from './proxy-config.ts';
import type { Relay } from './proxy-relay.ts';

/**
 * Texts that the server makes up around its own name of a namespace, in fields that are no namespace and have to come back
 * to it as they are: who starts a schedule's runs, and where Nexus calls back.
 */
const madeByServer = [
  /temporal-scheduler-NAME-/g,
  /\/namespaces\/NAME\/nexus\/callback/g,
  /<temporal:\/\/\/namespaces\/NAME\/workflows\//g,
];

/** Where clients were shown the server's name of a namespace, each with what stands around it. */
export function shownNames({ received }: Pick<Relay, 'received'>, namespaces: readonly string[] = ['images', 'videos']): string[] {
  return namespaces.map(physicalName).flatMap((name) => {
    const known = madeByServer.map(({ source, flags }) => new RegExp(source.replace('NAME', name), flags));
    const text = known.reduce((rest, pattern) => rest.replaceAll(pattern, ''), received().toString('latin1'));
    return text
      .split(name)
      .slice(1)
      .map((after, index) => `${(text.split(name)[index] ?? '').slice(-60)}${name}${after.slice(0, 60)}`);
  });
}
