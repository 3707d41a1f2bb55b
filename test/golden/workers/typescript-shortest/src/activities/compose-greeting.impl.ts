import { composeGreeting } from '../../contracts/src/activities/compose-greeting.ts';
import { implement } from '../../sdk/activity.ts';

export default implement(composeGreeting, async ({ greeting, name }, { log }) => {
  log.info('composing a greeting');
  return { text: `${greeting}, ${name}!` };
});
