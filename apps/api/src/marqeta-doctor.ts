import { runAccountCommand, say } from './marqeta-command.ts';
import { countMirrors } from './controls/mirror/count-mirrors.ts';
import { diagnoseMirrors, type Finding } from './marqeta/provisioning/diagnose.ts';
import { examineAccount } from './marqeta/provisioning/examine.ts';

const SIGNS: Readonly<Record<Finding['state'], string>> = { GOOD: '✓', NOTE: '·', BAD: '✗' };

/** `npm run marqeta:doctor`: one line for each thing that the product needs of its Marqeta account, and what to do where it is missing. */
await runAccountCommand(async ({ config, client, gateway, setup, wanted }) => {
  const { baseUrl, webhookMaxAheadMs: maxAheadMs } = config.marqeta;
  const { decisionDeadlineMs } = config;
  const account = await examineAccount({ client, setup, wanted, baseUrl, decisionDeadlineMs, maxAheadMs, now: Date.now });
  const findings = [...account, diagnoseMirrors(await countMirrors(gateway))];
  for (const { state, what, text, todo } of findings)
    say(`  ${SIGNS[state]} ${what.padEnd(9)} ${text}${todo === undefined ? '' : `. ${todo}`}`);
  const wrong = findings.filter(({ state }) => state === 'BAD').length;
  say(wrong === 0 ? '\nThe account has what the product needs.' : `\n${wrong} ${wrong === 1 ? 'thing is' : 'things are'} wrong.`);
  return wrong === 0 ? 0 : 1;
});
