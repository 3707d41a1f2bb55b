import { fileURLToPath } from 'node:url';
import { runProcess } from '../sdk/process.ts';
import { customisation } from './customise.ts';
import { activities } from './generated/activities.ts';

const bundlePath = fileURLToPath(new URL('../workflow-bundle.js', import.meta.url));
await runProcess({ activities, customisation, bundlePath });
