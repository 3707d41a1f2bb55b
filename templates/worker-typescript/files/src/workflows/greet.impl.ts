import { composeGreeting } from '../../contracts/src/activities/compose-greeting.ts';
import { greet } from '../../contracts/src/workflows/greet.ts';
import { implement } from '../../sdk/workflow.ts';

export default implement(
  greet,
  { activities: { composeGreeting } },
  async ({ names, waitSeconds = 0 }, { activities, handle, condition }) => {
    const waiting = [...names];
    const greetings: string[] = [];
    let greeting = 'Hello';

    handle({
      addName: ({ name }) => void waiting.push(name),
      progress: () => ({ greeted: greetings.length, waiting: waiting.length }),
      changeGreeting: ({ greeting: next }) => {
        const previous = greeting;
        greeting = next;
        return { previous };
      },
    });

    do {
      for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
        const { text } = await activities.composeGreeting({ greeting, name });
        greetings.push(text);
      }
    } while (await condition(() => waiting.length > 0, waitSeconds * 1000));

    return { greetings };
  },
);
