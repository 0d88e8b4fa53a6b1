import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  DISPUTE_PHASES,
  disputeAfter,
  type DisputeMovement,
  type DisputePhase,
  type DisputeState,
  type DisputeStep,
  isOpen,
  openedDispute,
} from './dispute-state.ts';

const move = (to: DisputePhase): DisputeStep => ({ kind: 'MOVE', to });
const grant: DisputeStep = { kind: 'GRANT_CREDIT' };
const takeBack: DisputeStep = { kind: 'TAKE_CREDIT_BACK' };

/** The movements of a dispute that lives through the steps; a step that is refused changes nothing. */
function live(creditUser: boolean, steps: readonly DisputeStep[]) {
  const { state: first, movement } = openedDispute(creditUser);
  let state: DisputeState = first;
  const states = [state];
  const movements: DisputeMovement[] = movement === null ? [] : [movement];
  for (const step of steps) {
    const outcome = disputeAfter(state, step);
    if (outcome === null) continue;
    state = outcome.state;
    states.push(state);
    if (outcome.movement !== null) movements.push(outcome.movement);
  }
  return { state, states, movements };
}

describe('the money of a dispute', () => {
  test.each<[string, boolean, DisputeStep[], DisputeMovement[]]>([
    ['won at once', true, [move('CASE_WON')], ['chargeback']],
    ['won without an early credit', false, [move('CASE_WON')], ['completed']],
    ['won after an early credit', false, [grant, move('CASE_WON')], ['provisional.credit']],
    ['lost', true, [move('CASE_LOST')], ['chargeback', 'reversal']],
    ['lost after an early credit', false, [grant, move('CASE_LOST')], ['provisional.credit', 'provisional.debit']],
    ['represented and won', true, [move('REPRESENTMENT'), move('CASE_WON')], ['chargeback', 'reversal', 'completed']],
    ['represented and lost', true, [move('REPRESENTMENT'), move('CASE_LOST')], ['chargeback', 'reversal']],
    ['rejected by the network', true, [move('NETWORK_REJECTED')], ['chargeback', 'reversal']],
    ['lost and written off', true, [move('CASE_LOST'), move('WRITTEN_OFF_PROGRAM')], ['chargeback', 'reversal', 'writeoff']],
    ['credited early and taken back', false, [grant, takeBack], ['provisional.credit', 'provisional.debit']],
  ])('%s', (_what, creditUser, steps, movements) => {
    expect(live(creditUser, steps).movements).toEqual(movements);
  });

  test.each<[string, DisputeStep[], DisputeStep]>([
    ['a second early credit', [grant], grant],
    ['an early credit of a lost case', [move('CASE_LOST')], grant],
    ['an early credit after the end is not taken back', [grant, move('CASE_WON')], takeBack],
    ['a write-off of a case that is not lost', [], move('WRITTEN_OFF_ISSUER')],
    ['a second write-off', [move('CASE_LOST'), move('WRITTEN_OFF_ISSUER')], move('WRITTEN_OFF_PROGRAM')],
    ['an arbitration before any representment', [], move('ARBITRATION')],
    ['a return to the beginning', [move('REPRESENTMENT')], move('INITIATED')],
  ])('%s is refused', (_what, before, step) => {
    expect(disputeAfter(live(false, before).state, step)).toBeNull();
  });
});

const CREDITS: readonly DisputeMovement[] = ['chargeback', 'completed', 'provisional.credit', 'writeoff'];
const steps = fc.array(fc.oneof(fc.constant(grant), fc.constant(takeBack), fc.constantFrom(...DISPUTE_PHASES).map(move)), {
  maxLength: 40,
});

describe('whatever is asked of a dispute, in any order', () => {
  test('the holder is credited never, or once', () => {
    fc.assert(
      fc.property(fc.boolean(), steps, (creditUser, asked) => {
        const { movements, state } = live(creditUser, asked);
        let credits = 0;
        for (const movement of movements) {
          credits += CREDITS.includes(movement) ? 1 : -1;
          expect(credits === 0 || credits === 1).toBe(true);
        }
        expect(credits).toBe(state.credited === 'NONE' ? 0 : 1);
      }),
    );
  });

  test('the end stays the end, and only a write-off follows a loss', () => {
    fc.assert(
      fc.property(fc.boolean(), steps, (creditUser, asked) => {
        const phases = live(creditUser, asked).states.map(({ phase }) => phase);
        const end = phases.findIndex((phase) => !isOpen(phase));
        if (end < 0) return;
        const afterwards = phases.slice(end + 1);
        expect(phases[end] === 'CASE_LOST' ? afterwards.every((phase) => phase.startsWith('WRITTEN_OFF')) : afterwards.length === 0).toBe(
          true,
        );
      }),
    );
  });

  test('a dispute that is won or written off leaves the holder credited, any other end does not', () => {
    fc.assert(
      fc.property(fc.boolean(), steps, (creditUser, asked) => {
        const { phase, credited } = live(creditUser, asked).state;
        if (isOpen(phase)) return;
        expect(credited !== 'NONE').toBe(phase === 'CASE_WON' || phase.startsWith('WRITTEN_OFF'));
      }),
    );
  });
});
