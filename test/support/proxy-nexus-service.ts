import { operation, service } from 'nexus-rpc';

export const greetings = service('greetings', {
  quick: operation<string, string>(),
  slow: operation<string, string>(),
  broken: operation<string, string>(),
});
