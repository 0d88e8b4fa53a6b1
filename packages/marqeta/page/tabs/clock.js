import { call } from '../lib/api.js';
import { button, element, field, panel, select } from '../lib/dom.js';
import { time } from '../lib/format.js';
import { act, say } from '../lib/status.js';

const MODES = {
  real: 'It is the time of the machine.',
  frozen: 'It stands still.',
  moved: 'It has been moved or runs at another speed.',
};
const STEPS = [
  ['1 hour', 3_600_000],
  ['1 day', 86_400_000],
  ['8 days', 8 * 86_400_000],
  ['31 days', 31 * 86_400_000],
];
const SPEEDS = [
  ['1', 'as life goes'],
  ['60', 'a minute a second'],
  ['3600', 'an hour a second'],
  ['86400', 'a day a second'],
];

/** The emulator's own time: what falls due happens when it gets there. */
export const clock = {
  name: 'clock',
  title: 'Clock',
  open() {
    let now = null;
    const shown = element('p', { class: 'big' }, '–');
    const mode = element('p', { class: 'muted' });
    const planned = element('p', { class: 'muted' });
    const to = element('input', { id: 'clock-to', type: 'datetime-local', step: '1', required: true });
    const speed = select({ id: 'clock-speed' }, SPEEDS);

    async function change(what) {
      const after = await call('PUT', '/control/clock', what);
      say(`The emulator's clock says ${time(after.now)}.`);
      await refresh();
    }
    const changing = (what) => (event) => act(event.currentTarget, () => change(what()));

    async function refresh() {
      const [state, pending] = await Promise.all([call('GET', '/control/clock'), call('GET', '/control/pending')]);
      now = Date.parse(state.now);
      shown.textContent = time(state.now);
      const pace = state.mode === 'moved' && state.speed !== 1 ? ` ${state.speed} seconds pass in one.` : '';
      mode.textContent = `${MODES[state.mode]}${pace}`;
      freeze.hidden = state.mode === 'frozen';
      run.hidden = state.mode !== 'frozen';
      planned.textContent = `Planned: ${pending.schedule.planned}. Webhooks waiting: ${pending.webhooks.waiting}, to be repeated: ${pending.webhooks.retrying}.`;
      real.hidden = state.mode === 'real';
    }

    const freeze = button(
      'Freeze',
      changing(() => ({ frozen: true })),
    );
    const run = button(
      'Let it run',
      changing(() => ({ frozen: false })),
    );
    const advance = STEPS.map(([name, ms]) =>
      button(
        `+ ${name}`,
        changing(() => ({ now: new Date(now + ms).toISOString() })),
      ),
    );
    const setForm = element(
      'form',
      {
        class: 'line',
        onsubmit: (event) => {
          event.preventDefault();
          void act(event.submitter, () => change({ now: new Date(to.value).toISOString() }));
        },
      },
      field('Set it to', to),
      element('button', { type: 'submit' }, 'Set'),
    );
    const speedForm = element(
      'form',
      {
        class: 'line',
        onsubmit: (event) => {
          event.preventDefault();
          void act(event.submitter, () => change({ speed: Number(speed.value) }));
        },
      },
      field('Speed', speed),
      element('button', { type: 'submit' }, 'Use this speed'),
    );
    const real = button(
      'Back to the time of the machine',
      changing(() => ({ real: true })),
    );
    const root = panel(
      'Clock',
      { level: 'h1', look: 'narrow' },
      shown,
      mode,
      planned,
      element('div', { class: 'actions', role: 'group', 'aria-label': 'Stop and go' }, freeze, run, real),
      element('h2', {}, 'Move on'),
      element('div', { class: 'actions', role: 'group', 'aria-label': 'Move on' }, ...advance),
      setForm,
      speedForm,
      element(
        'p',
        { class: 'muted' },
        'Holds and cards expire, stories go on, cards are shipped, and failed deliveries are repeated by this clock.',
      ),
    );
    return { root, refresh };
  },
};
