import { runCommand } from './quick-answers.ts';

const command = {
  name: 'temporal-platform',
  helpFile: 'platform-help.txt',
  load: async () => (await import('./platform-machine.ts')).runPlatformOnThisMachine,
};

process.exitCode = await runCommand(command, process.argv.slice(2));
