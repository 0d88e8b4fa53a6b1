import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import { CheckMirrors } from './controls/mirror/mirror.job.ts';
import { runAccountCommand, say } from './marqeta-command.ts';
import { type PreparationOutcome, prepareAccount } from './marqeta/provisioning/prepare.ts';
import { systemClock } from './platform/clock.ts';

const USAGE = `npm run marqeta:setup -- [--yes] [--plan] [--credentials]
  --yes          does it without asking
  --plan         only shows what it would do
  --credentials  sends passwords and secrets again: what was changed at Marqeta by hand cannot be seen`;

const EXIT_CODES: Readonly<Record<PreparationOutcome, number>> = { READY: 0, INCOMPLETE: 1, NOT_CONFIRMED: 2 };

/** `npm run marqeta:setup`: prepares the Marqeta account, or brings it back to what it should be. */
await runAccountCommand(async ({ config, client, gateway, wanted }) => {
  const { values } = parseArgs({
    options: { yes: { type: 'boolean' }, plan: { type: 'boolean' }, credentials: { type: 'boolean' }, help: { type: 'boolean' } },
  });
  if (values.help === true) {
    say(USAGE);
    return 0;
  }
  say(`${config.marqeta.baseUrl}, to ask and tell ${config.publicUrl}:`);
  const outcome = await prepareAccount({
    client,
    wanted,
    options: { baseUrl: config.marqeta.baseUrl, renewCredentials: values.credentials === true },
    confirm: () => confirmed(values),
    say,
  });
  if (outcome === 'READY') {
    // What is mirrored of the controls follows from what is spent, and so the worker does it, not this command.
    await new CheckMirrors({ gateway, clock: systemClock }).run();
    say('\nThe account is ready. The worker compares the mirrored controls next; "npm run marqeta:doctor" tries whether it all works.');
  }
  return EXIT_CODES[outcome];
});

async function confirmed({ yes, plan }: { readonly yes?: boolean; readonly plan?: boolean }): Promise<boolean> {
  if (plan === true) return false;
  if (yes === true) return true;
  if (!process.stdin.isTTY) {
    say('\nNothing was changed: nobody is at the terminal to be asked. Run it with --yes.');
    return false;
  }
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return /^y(es)?$/i.test((await terminal.question('\nDo it? [y/N] ')).trim());
  } finally {
    terminal.close();
  }
}
