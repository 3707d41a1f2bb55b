import { join, resolve } from 'node:path';
import { Command } from 'commander';
import type { ConfigDocuments } from '../../domain/config-documents.ts';
import { exitCode } from '../../errors/exit-code.ts';
import { ToolError } from '../../errors/tool-error.ts';
import type { TemplatePackage } from '../../templates/templates.ts';
import type { Deps } from '../deps.ts';

interface Flags {
  environment?: string;
  region?: string;
  image?: string;
  buildId?: string;
  templateVersion?: string;
  platform?: string;
  templates?: string;
}

export function manifestsCommand(deps: Deps, done: (code: number) => void): Command {
  return new Command('manifests')
    .description('Print the Kubernetes objects of a worker, made from its committed config')
    .argument('[directory]', 'folder of the worker', '.')
    .option('--environment <name>', 'one environment; all when left out')
    .option('--region <name>', 'one region; all when left out')
    .option('--image <reference>', 'image of the containers: registry/name@sha256:…, or the digest alone')
    .option('--build-id <id>', 'build ID of the worker deployment version, for workers with versioning')
    .option('--template-version <version>', 'version of the Kubernetes templates; the one the config names when left out')
    .option('--platform <file>', 'platform file; the nearest temporal-platform.yaml upwards when left out')
    .option('--templates <folder>', 'folder or npm package with templates that come before the built-in ones, or are laid over them')
    .action(async (directory: string, flags: Flags) => {
      deps.terminal.print((await manifestsText(deps, directory, flags)).trimEnd());
      done(exitCode.done);
    });
}

async function manifestsText(deps: Deps, directory: string, flags: Flags): Promise<string> {
  const { findWorker } = await import('../../declarations/declarations.ts');
  const { renderManifests } = await import('../../kubernetes/kubernetes.ts');
  const { loadPlatform } = await import('../load-platform.ts');
  const { root, worker } = await findWorker(resolve(deps.cwd, directory), deps.files);
  const documents = await readCommittedConfig(root, deps);
  const { document: platform } = await loadPlatform(deps, flags.platform, root);
  const { environments, regions } = documents.namespace.spec;
  const input = {
    documents,
    service: worker,
    platform: platform.spec,
    image: flags.image,
    buildId: flags.buildId,
    templateVersion: flags.templateVersion,
    templates: await findFamilies(documents, { deps, flags }),
  };
  const manifests = chosen('environment', flags.environment, environments)
    .flatMap((environment) => chosen('region', flags.region, regions).map((region) => ({ environment, region })))
    .flatMap((place) => renderManifests({ ...input, ...place }))
    .map(({ path, text }) => `# ${path}\n${text}`)
    .join('---\n');
  warn(documents, { deps, flags });
  return manifests;
}

async function readCommittedConfig(root: string, { files }: Deps): Promise<ConfigDocuments> {
  const { configFileNames, readConfig } = await import('../../domain/read-config.ts');
  const read = async (name: keyof typeof configFileNames) => {
    const text = await files.readText(join(root, configFileNames[name]));
    if (text !== undefined) return text;
    throw new ToolError('CONFIG_INVALID', `${configFileNames[name]} is missing`, {
      hint: 'Run `gen-temporal-managed-worker config` and commit the result. Nothing was written.',
    });
  };
  return readConfig({ namespace: await read('namespace'), workflows: await read('workflows'), workers: await read('workers') });
}

/** Every family and version the config names, which may be older than the live one, and the live ones. */
async function findFamilies(documents: ConfigDocuments, { deps, flags }: { deps: Deps; flags: Flags }): Promise<TemplatePackage[]> {
  const { findTemplate, templateAt } = await import('../../templates/templates.ts');
  const { templateSource } = await import('../template-source.ts');
  const source = await templateSource(deps, flags.templates);
  const named = [...new Set(documents.workers.map(({ spec }) => spec.manifests))].map((family) => family.split('@'));
  const found = await Promise.all(
    named.flatMap(([name = '', version = '']) => [findTemplate(name, source), templateAt(name, flags.templateVersion ?? version, source)]),
  );
  return found.filter((template) => template !== undefined);
}

function chosen(what: string, name: string | undefined, all: readonly string[]): readonly string[] {
  if (name === undefined) return all;
  if (all.includes(name)) return [name];
  throw new ToolError('USAGE', `'${name}' is not ${what === 'environment' ? 'an' : 'a'} ${what} of this worker; it has ${all.join(', ')}`, {
    hint: `Name one of them with --${what}, or leave it out for all. Nothing was written.`,
  });
}

/** What is accepted and may still not be what was meant. */
function warn(documents: ConfigDocuments, { deps, flags }: { deps: Deps; flags: Flags }): void {
  if (flags.image === undefined) {
    deps.terminal.talk('warning  no --image: the tag `unreleased` stands in its place, and no such image is ever built');
  } else if (!flags.image.includes('sha256:')) {
    deps.terminal.talk(`warning  ${flags.image} is a tag, which can be moved; name the image by its digest`);
  }
  const versioned = documents.workers.filter(({ spec }) => spec.versioning !== 'none').map(({ metadata }) => metadata.name);
  if (versioned.length > 0 && flags.buildId === undefined) {
    deps.terminal.talk(`warning  no --build-id: ${versioned.join(', ')} asks for versioning and is rendered without`);
  }
  if (versioned.length === 0 && flags.buildId !== undefined) {
    deps.terminal.talk('warning  --build-id has no effect: no worker of this config asks for versioning');
  }
}
