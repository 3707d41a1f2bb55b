import { runCommand } from './quick-answers.ts';

const command = {
  name: 'gen-temporal-managed-worker',
  helpFile: 'help.txt',
  load: async () => (await import('./this-machine.ts')).runOnThisMachine,
};

process.exitCode = await runCommand(command, process.argv.slice(2));
