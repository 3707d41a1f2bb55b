import { composeGreeting } from '../../contracts/src/activities/compose-greeting.ts';
import { greet } from '../../contracts/src/workflows/greet.ts';
import { implement } from '../../sdk/workflow.ts';

const mostGreetings = 1000;

export default implement(
  greet,
  { activities: { composeGreeting } },
  async ({ names, waitSeconds = 0 }, { activities, handle, condition }) => {
    const waiting = [...names];
    const greetings: string[] = [];
    let greeting = 'Hello';

    handle({
      addName: ({ name }) => waiting.push(name),
      progress: () => ({ greeted: greetings.length, waiting: waiting.length }),
      changeGreeting: (change) => {
        const previous = greeting;
        greeting = change.greeting;
        return { previous };
      },
    });

    const hasNames = () => waiting.length > 0;
    const hasMoreNames = () => waitSeconds > 0 && condition(hasNames, waitSeconds * 1000);
    while (greetings.length < mostGreetings && (hasNames() || (await hasMoreNames()))) {
      const name = waiting.shift() ?? '';
      const { text } = await activities.composeGreeting({ greeting, name });
      greetings.push(text);
    }
    return { greetings };
  },
);
