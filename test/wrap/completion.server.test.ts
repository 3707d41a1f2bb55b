import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { onTerminal } from '../support/terminal.ts';
import { describeWith, requireTool } from '../support/tools.ts';
import { wrapScript } from '../support/wrap-command.ts';

const binary = requireTool('temporal') ?? '';
const load = {
  bash: 'PS1=READY:; . /usr/share/bash-completion/bash_completion; source <(temporal-wrap completion bash)\n',
  zsh: 'PS1=READY:; autoload -U compinit; compinit -u; source <(temporal-wrap completion zsh)\n',
  fish: 'function fish_prompt; printf READY:; end; temporal-wrap completion fish | source\n',
};

describeWith(['temporal', 'python', 'bash-completion', 'zsh', 'fish'], 'completion of temporal-wrap in a shell', () => {
  test.each([
    ['bash', ['bash', '--rcfile', 'rc', '-i']],
    ['zsh', ['zsh', '-i']],
    ['fish', ['fish', '--no-config', '-C', 'source rc', '-i']],
  ] as const)('%s completes its commands, those of the CLI and the flags of both, and no token is there', async (shell, command) => {
    const folder = await temporaryFolder({ rc: load[shell], '.zshrc': load[shell] });
    const scripts = {
      'temporal-wrap': `exec ${process.execPath} ${await wrapScript()} "$@"`,
      cli: `/usr/bin/env >> ${join(folder, 'seen')}; exec ${binary} "$@"`,
    };
    for (const [name, text] of Object.entries(scripts)) {
      await writeFile(join(folder, name), `#!/bin/sh\n${text}\n`);
      await chmod(join(folder, name), 0o755);
    }
    const env = {
      PATH: `${folder}:/usr/bin:/bin`,
      HOME: folder,
      ZDOTDIR: folder,
      TERM: 'xterm',
      TEMPORAL_CLI: join(folder, 'cli'),
      TEMPORAL_API_KEY: 'a-secret',
    };
    const there = ['sh', '-c', 'cd "$0" && exec "$@"', folder, ...command];
    const { output } = await onTerminal(
      there,
      [
        { until: 'READY:', send: 'temporal-wrap who\t' },
        { until: 'whoami', send: '\u0015temporal-wrap --environment prod workf\t' },
        { until: 'workflow', send: 'lis\t' },
        { until: 'list', send: '--lim\t' },
        { until: '--limit', send: '3 --regi\t' },
        { until: '--region', close: true },
      ],
      env,
    );
    expect(output).not.toMatch(/not found|error/i);
    expect(await readFile(join(folder, 'seen'), 'utf8')).not.toContain('a-secret');
  });
});
