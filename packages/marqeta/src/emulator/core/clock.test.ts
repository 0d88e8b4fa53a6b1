import { expect, test } from 'vitest';
import { EmulatorClock } from './clock.ts';

const worldAt = (start: number) => {
  const world = { time: start };
  return { world, clock: new EmulatorClock({ now: () => world.time }) };
};

test('until it is changed it shows the real time', () => {
  const { world, clock } = worldAt(1_000);
  world.time = 5_000;

  expect([clock.now(), clock.real(), clock.speed]).toEqual([5_000, 5_000, 1]);
});

test('frozen it stands still, wherever it was moved', () => {
  const { world, clock } = worldAt(1_000);
  clock.change({ now: 50_000, frozen: true });
  world.time = 9_000;

  expect([clock.now(), clock.real(), clock.speed]).toEqual([50_000, 9_000, 0]);
});

test('moved it goes on from there', () => {
  const { world, clock } = worldAt(1_000);
  clock.change({ now: 50_000 });
  world.time = 3_000;

  expect(clock.now()).toBe(52_000);
});

test('sped up it runs faster, from the moment that it showed', () => {
  const { world, clock } = worldAt(1_000);
  clock.change({ speed: 60 });
  world.time = 2_000;

  expect([clock.now(), clock.speed]).toEqual([61_000, 60]);
});

test('a frozen clock that is moved stays frozen, until it is told to run', () => {
  const { world, clock } = worldAt(1_000);
  clock.change({ now: 50_000, frozen: true });
  clock.change({ now: 60_000 });
  world.time = 2_000;
  expect(clock.now()).toBe(60_000);

  clock.change({ frozen: false });
  world.time = 3_000;
  expect(clock.now()).toBe(61_000);
});

test('it can return to the real time', () => {
  const { world, clock } = worldAt(1_000);
  clock.change({ now: 50_000, frozen: true });
  clock.reset();
  world.time = 7_000;

  expect(clock.now()).toBe(7_000);
});
