import { badge, element } from './dom.js';
import { money } from './format.js';

const result = document.getElementById('result');

/** What came of the last thing that somebody did here. */
export function say(...parts) {
  result.className = '';
  result.replaceChildren(...parts);
}

export function sayTransaction({ state, response, amount, currency_code: currency, token }) {
  const memo = `${response?.code ?? ''} ${response?.memo ?? ''}`.trim();
  say(badge(state), ` ${money(amount, currency ?? 'USD')} — ${memo} `, element('code', {}, token));
}

/** Does something that somebody asked for; what goes wrong is said. */
export async function attempt(work) {
  try {
    await work();
  } catch (error) {
    say(badge('Refused', 'failed'), ` ${error.message}`);
  }
}

/** The same for a button, which waits meanwhile. */
export async function act(pressed, work) {
  pressed.disabled = true;
  await attempt(work);
  pressed.disabled = false;
}
