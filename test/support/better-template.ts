import { replaceIn, runbook, type TemplateEdit } from './upgrade.ts';

/** A change to a shared file, a change to a platform file, a new file, a rename, a file that goes. */
export const better: TemplateEdit = (contents) => {
  replaceIn(contents, '.dockerignore', ['**/dist', '**/dist\n**/reports']);
  replaceIn(contents, 'sdk/build.mjs', ['import', '// Faster.\nimport']);
  contents.set('files/sdk/probe.ts', 'export const probe = 1;\n');
  const text = contents.get(`files/${runbook}.hbs`) ?? '';
  contents.delete(`files/${runbook}.hbs`);
  contents.set('files/docs/operating.md.hbs', `${text}\nMore.\n`);
  contents.set('template.yaml', (contents.get('template.yaml') ?? '').replace(`path: ${runbook}`, 'path: docs/operating.md'));
  contents.delete('files/.editorconfig');
  contents.set('template.yaml', (contents.get('template.yaml') ?? '').replace(/.*id: editorconfig.*\n/, ''));
};
