import { runWrapped } from './wrap-run.ts';

process.exitCode = await runWrapped(process.argv.slice(2), process.env);
