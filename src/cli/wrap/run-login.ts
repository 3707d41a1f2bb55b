import { exitCode } from '../../errors/exit-code.ts';
import { ToolError } from '../../errors/tool-error.ts';
import { likelyFlow, login } from '../../wrap/wrap.ts';
import type { Deps } from '../deps.ts';
import { personText, targetOf, type FindPlace, type PlaceFlags } from './login-place.ts';
import { tokenDeps } from './token-deps.ts';

export interface LoginFlags extends PlaceFlags {
  device: boolean;
  browser: boolean;
  /** False after `--no-open`. */
  open: boolean;
  json: boolean;
}

/** `login` */
export async function runLogin(deps: Deps, findPlace: FindPlace, flags: LoginFlags): Promise<number> {
  const flow = chosenFlow(flags) ?? likelyFlow({ env: deps.env, platform: process.platform, isInteractive: deps.terminal.isInteractive });
  const place = await findPlace(flags);
  const target = targetOf(place);
  const { subject, groups } = await login(target, { flow, opens: flags.open }, tokenDeps(deps));
  const { environment, region } = place;
  if (flags.json) {
    deps.terminal.print(JSON.stringify({ schemaVersion: 1, subject, groups, issuer: target.issuer, environment, region }, undefined, 2));
  } else {
    deps.terminal.print(`  logged in as ${personText({ subject, groups })}`);
  }
  return exitCode.done;
}

function chosenFlow({ device, browser }: LoginFlags): 'device' | 'browser' | undefined {
  if (device && browser) {
    throw new ToolError('USAGE', '--device and --browser are two ways of logging in', { hint: 'Give one of them.' });
  }
  if (device) return 'device';
  return browser ? 'browser' : undefined;
}
