import { fileURLToPath } from 'node:url';
import { runProcess } from '../sdk/process.ts';
import { activities } from './generated/activities.ts';

await runProcess({ activities, bundlePath: fileURLToPath(new URL('../workflow-bundle.js', import.meta.url)) });
