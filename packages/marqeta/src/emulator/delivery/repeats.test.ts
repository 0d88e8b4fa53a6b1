import { expect, test } from 'vitest';
import { EmulatorClock } from '../core/clock.ts';
import { Repeats } from './repeats.ts';
import type { Waiting } from './waiting.ts';

const waiting = (id: number): Waiting => ({
  ...{ id, envelope: 'transactions', eventType: 'transaction.authorization', token: String(id), purchase: null, headers: null },
  ...{ body: '{}', attempts: 1, lagMs: 0, wasHeld: false },
});

function resting(): { clock: EmulatorClock; repeats: Repeats; sent: { id: number | undefined; lagMs: number | undefined }[] } {
  const clock = new EmulatorClock({ now: () => 0 }, { mode: 'frozen', at: 1_000 });
  const sent: { id: number | undefined; lagMs: number | undefined }[] = [];
  const repeats = new Repeats(clock, (_webhook, [first]) => void sent.push({ id: first?.id, lagMs: first?.lagMs }));
  return { clock, repeats, sent };
}

test('those whose time has come are sent, the longest due first, each with how late it is', () => {
  const { clock, repeats, sent } = resting();
  for (const [id, due] of [
    [1, 9_000],
    [2, 4_000],
    [3, 5_000],
  ] as const)
    repeats.add('wh', [waiting(id)], due);
  clock.change({ now: 6_000, frozen: true });

  expect(repeats.release()).toBe(2);
  expect(sent).toEqual([
    { id: 2, lagMs: 2_000 },
    { id: 3, lagMs: 1_000 },
  ]);
  expect(repeats.release()).toBe(0);
});

test('an endpoint may be away for so long that very many wait', () => {
  const { clock, repeats, sent } = resting();
  for (let id = 0; id < 300_000; id += 1) repeats.add('wh', [waiting(id)], 4_000 + id);
  clock.change({ now: 1_000_000, frozen: true });

  expect(repeats.release()).toBe(300_000);
  expect(sent).toHaveLength(300_000);
});
