import { createProgress } from '../lib/progress.mjs';

/** `npm run doctor`: one line for each thing that a start needs, and what to do where it is missing. */
export async function main() {
  const progress = createProgress();
  const { CHECKS } = await import('../lib/checks.mjs');
  let bad = 0;
  for (const [label, check] of CHECKS) {
    const { state, text } = await check().catch((error) => ({ state: 'bad', text: error.message }));
    if (state === 'bad') bad += 1;
    progress.say(`  ${{ good: '✓', note: '·', bad: '✗' }[state]} ${label.padEnd(16)} ${text}`);
  }
  progress.say(
    bad === 0
      ? '\nNothing stands in the way of "npm start".'
      : `\n${bad} ${bad === 1 ? 'thing stands' : 'things stand'} in the way of "npm start".`,
  );
  return bad === 0 ? 0 : 1;
}
