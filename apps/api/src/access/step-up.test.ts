import { expect, test } from 'vitest';
import { assertProven, StepUpRequiredError } from './step-up.ts';
import type { Viewer } from './viewer.ts';

const now = new Date('2026-03-02T09:15:04Z');
const provenBefore = (ms: number) => ({ provenAtMs: now.getTime() - ms }) as Viewer;

test.each([
  ['just now', 0],
  ['ten minutes ago', 600_000],
])('a proof of %s is fresh', (_when, ms) => {
  expect(() => assertProven(provenBefore(ms), now)).not.toThrow();
});

test('a proof older than ten minutes is not', () => {
  expect(() => assertProven(provenBefore(600_001), now)).toThrow(StepUpRequiredError);
});

test('a part of the system has nothing to prove', () => {
  expect(() => assertProven({ kind: 'system', companyId: 'c', name: 'seed' }, now)).not.toThrow();
});
