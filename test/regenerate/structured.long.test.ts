import { describe, expect, test } from 'vitest';
import type { Language } from '../../src/domain/managed-worker.ts';
import { runCli } from '../support/cli.ts';
import { npmLocks, packageManager } from '../support/lock-processes.ts';
import { commitAll, editText, laterTemplateOf, madeWorker, readText, replaceIn } from '../support/upgrade.ts';

type Edit = readonly [path: string, from: string | RegExp, to: string];

interface Upgraded {
  code: number;
  stderr: string;
  /** As the team left it, and as it is after the upgrade. */
  before: (path: string) => string;
  after: (path: string) => string;
}

/** A worker edited by its team, moved to a template that was edited by its authors; `lists`: rules for the manifest. */
async function upgraded(
  language: Language,
  { team, template, lists = '[]' }: { team: readonly Edit[]; template: readonly Edit[]; lists?: string },
): Promise<Upgraded> {
  const root = await madeWorker({ language });
  for (const [path, from, to] of team) {
    editText(root, path, (text) => {
      if (text.replace(from, to) === text) throw new Error(`${path} does not hold ${String(from)}`);
      return text.replace(from, to);
    });
  }
  commitAll(root);
  const before = Object.fromEntries(team.map(([path]) => [path, readText(root, path)]));
  const templates = await laterTemplateOf(language, {
    version: '9.1.0',
    changes: 'Better.',
    edit: (contents) => {
      for (const [path, from, to] of template) replaceIn(contents, path, [from, to]);
      const manifest = (contents.get('template.yaml') ?? '').replace(/^lists:.*(\n +-.*)*\n/m, '');
      contents.set('template.yaml', `${manifest}lists: ${lists}\n`);
    },
  });
  const { processes } = packageManager((folder, call) =>
    call.command === 'npm' ? npmLocks(folder, call) : { startError: 'ENOENT', exitCode: undefined },
  );
  const { code, stderr } = await runCli(['regenerate', root, '--templates', templates], { processes });
  return { code, stderr, before: (path) => before[path] ?? '', after: (path) => readText(root, path) };
}

const ci = '.github/workflows/ci.yaml';
const dependencies = 'dependencies = ["pydantic>=2.14,<2.15", "pyyaml>=6.0.3,<7", "temporalio==1.35.0"]';

describe('a file of values that both sides edited', () => {
  test('package.json: keys of both, in lines beside each other, and not a byte else', async () => {
    const { code, before, after } = await upgraded('typescript', {
      team: [
        ['package.json', '"test": "vitest run",', '"test":   "vitest run --coverage",\n    "ours": "node ours.mjs",'],
        ['package.json', /"zod": ("[^"]*")/, '"zod": $1,\n    "zx": "8.0.0"'],
      ],
      template: [
        ['package.json.hbs', '"start": "node dist', '"start": "node --enable-source-maps dist'],
        ['package.json.hbs', /"zod": "[^"]*"/, '"zod": "4.6.8"'],
      ],
    });
    expect(code).toBe(0);
    const wanted = before('package.json').replace('"start": "node dist', '"start": "node --enable-source-maps dist');
    expect(after('package.json')).toBe(wanted.replace(/"zod": "[^"]*"/, '"zod": "4.6.8"'));
  });

  test('ci.yaml: a step of each, and comments of both but for those that the template writes into lines that the team changed', async () => {
    const timeout = '    timeout-minutes: 15\n    strategy';
    const { code, before, after } = await upgraded('typescript', {
      team: [
        [ci, `    runs-on: ubuntu-24.04\n${timeout}`, `    # Ours is slow.\n    runs-on: ours-large\n${timeout}`],
        [ci, '      - run: npm test\n', '      - run: npm test\n      # What the auditors ask for.\n      - run: npm audit signatures\n'],
      ],
      template: [
        [ci, timeout, `    # A hung test may not block the queue.\n${timeout.replace('15', '20')}`],
        [ci, 'permissions:\n', '# No step pushes.\npermissions:\n'],
      ],
    });
    expect(code).toBe(0);
    const wanted = before(ci).replace(timeout, timeout.replace('15', '20'));
    expect(after(ci)).toBe(wanted.replace('permissions:\n', '# No step pushes.\npermissions:\n'));
  });

  test('a clash marks the lines of its key, and the template’s other changes are there', async () => {
    const { code, stderr, after } = await upgraded('typescript', {
      team: [['package.json', /"vitest": "[^"]*"/, '"vitest": "4.0.0"']],
      template: [
        ['package.json.hbs', /"vitest": "[^"]*"/, '"vitest": "4.2.0"'],
        ['package.json.hbs', '"private": true', '"private": true,\n  "license": "UNLICENSED"'],
      ],
    });
    expect(code).toBe(3);
    expect(stderr).toContain('devDependencies.vitest');
    const text = after('package.json');
    expect(text).toContain('"license": "UNLICENSED"');
    const marked = /^<{7}[^]*^>{7}.*$/m.exec(text)?.[0].split('\n') ?? [];
    expect(marked.filter((line) => !/^[<|=>]{7}/.test(line)).map((line) => line.trim())).toEqual([
      '"vitest": "4.0.0"',
      expect.stringMatching(/^"vitest": "[^"]*"$/),
      '"vitest": "4.2.0"',
    ]);
  });

  test('a key that both add twice over, or a text that is no JSON any more, is a conflict', async () => {
    const twice = await upgraded('typescript', {
      team: [['package.json', '"private": true,', '"private": true,\n  "homepage": "https://ours.example",']],
      template: [['package.json.hbs', '"type": "module",', '"type": "module",\n  "homepage": "https://theirs.example",']],
    });
    expect(twice.code).toBe(3);
    const broken = await upgraded('typescript', {
      team: [['package.json', '"private": true,', '"private": true']],
      template: [['package.json.hbs', '"type": "module",', '"type": "module",\n  "license": "UNLICENSED",']],
    });
    expect(broken.code).toBe(3);
    expect(broken.stderr).toContain('it is no JSON');
  });

  test('pyproject.toml: tables and comments of both', async () => {
    const { code, before, after } = await upgraded('python', {
      team: [
        ['pyproject.toml', 'line-length = 120', '# We have wide screens.\nline-length = 140'],
        ['pyproject.toml', 'pythonVersion = "3.11"', '# Ours.\npythonVersion = "3.12"'],
        ['pyproject.toml', 'asyncio_mode = "auto"', 'asyncio_mode = "auto"\nfilterwarnings = ["error"] # Ours.\n\n[tool.ours]\nx = 1'],
      ],
      template: [
        ['pyproject.toml.hbs', 'target-version = "py311"', 'target-version = "py312"'],
        ['pyproject.toml.hbs', '[tool.ruff.lint]', '# All that the platform asks for.\n[tool.ruff.lint]'],
        ['pyproject.toml.hbs', 'typeCheckingMode = "strict"', 'typeCheckingMode = "strict"\nreportMissingTypeStubs = true'],
      ],
    });
    expect(code).toBe(0);
    const wanted = before('pyproject.toml')
      .replace('target-version = "py311"', 'target-version = "py312"')
      .replace('[tool.ruff.lint]', '# All that the platform asks for.\n[tool.ruff.lint]');
    expect(after('pyproject.toml')).toBe(
      wanted.replace('typeCheckingMode = "strict"', 'typeCheckingMode = "strict"\nreportMissingTypeStubs = true'),
    );
  });
});

describe('list rules of a template', () => {
  const team: Edit[] = [
    [
      'pyproject.toml',
      dependencies,
      `dependencies = [\n  "pydantic>=2.14,<2.15",\n  "httpx>=0.28", # Ours.\n  "pyyaml>=6.0.3,<7",\n  "temporalio==1.35.0",\n]`,
    ],
    ['pyproject.toml', '"S", "SIM",', '"N", "S", "SIM",'],
  ];
  const template: Edit[] = [
    ['pyproject.toml.hbs', dependencies, dependencies.replace('1.35.0"', '1.36.0", "opentelemetry-api"')],
    ['pyproject.toml.hbs', '"RUF", "S",', '"RUF", "RSE", "S",'],
  ];

  test('without one, a list that both sides changed at one place waits for a person', async () => {
    const { code, stderr } = await upgraded('python', { team, template });
    expect(code).toBe(3);
    expect(stderr).toContain('pyproject.toml');
  });

  test('with one, both have theirs', async () => {
    const lists = `
  - { file: project, at: project.dependencies, rule: requirements }
  - { file: '*.toml', at: tool.ruff.lint.select, rule: set }`;
    const { code, before, after } = await upgraded('python', { team, template, lists });
    expect(code).toBe(0);
    const wanted = before('pyproject.toml').replace('"temporalio==1.35.0",\n', '"temporalio==1.36.0",\n  "opentelemetry-api",\n');
    expect(after('pyproject.toml')).toBe(wanted.replace('"RUF",', '"RUF", "RSE",'));
  });

  test('requirements of one package that both sides changed are a conflict, not two requirements', async () => {
    const { code, stderr } = await upgraded('python', {
      team: [['pyproject.toml', 'temporalio==1.35.0', 'temporalio==1.34.0']],
      template: [['pyproject.toml.hbs', 'temporalio==1.35.0', 'Temporalio==1.36.0']],
      lists: '[{ file: project, at: project.dependencies, rule: requirements }]',
    });
    expect(code).toBe(3);
    expect(stderr).toContain('changed here and by the template, differently');
  });

  test('hooks known by their id are merged each with its own', async () => {
    const hooks = '.pre-commit-config.yaml';
    const { code, before, after } = await upgraded('typescript', {
      team: [
        [
          hooks,
          '      - id: lint\n',
          '      - id: ours\n        name: ours\n        entry: ./ours.sh\n        language: system\n      - id: lint\n',
        ],
      ],
      template: [[hooks, '        name: oxlint\n', '        name: oxlint with types\n']],
      lists: `[{ file: ${hooks}, at: repos.hooks, key: id }]`,
    });
    expect(code).toBe(0);
    expect(after(hooks)).toBe(before(hooks).replace('        name: oxlint\n', '        name: oxlint with types\n'));
  });
});
