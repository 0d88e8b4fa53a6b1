import type { FastifyInstance } from 'fastify';
import { invalidField, missingField } from '../core/api-error.ts';
import { type EmulatorClock, wireTimestamp } from '../core/clock.ts';
import { parseDuration } from '../core/duration.ts';
import { asObject, type Fields, flag, readFields, textOf } from '../core/fields.ts';
import type { Body } from '../core/resources.ts';
import type { ControlDeps } from './control.routes.ts';

const FIELDS: Fields = {
  now: { type: 'text' },
  frozen: flag,
  speed: { type: 'number', min: 0.001, max: 1_000_000 },
  real: flag,
};

/** The emulator's time: read it, stop it, move it on, let it run faster. */
export function clockRoutes(app: FastifyInstance, deps: ControlDeps): void {
  app.get('/control/clock', async () => shown(deps.clock));

  app.put('/control/clock', async (request) => {
    const { now, frozen, speed, real } = readFields(request.body, FIELDS);
    if (real === true) {
      refuseBackwards(deps, deps.clock.real(), 'real');
      deps.clock.reset();
    } else {
      const to = now === undefined ? {} : { now: readTime(now) };
      if (to.now !== undefined) refuseBackwards(deps, to.now, 'now');
      deps.clock.change({
        ...to,
        ...((speed as number | undefined) === undefined ? {} : { speed: speed as number }),
        ...(frozen === undefined ? {} : { frozen: frozen as boolean }),
      });
    }
    return happened(deps);
  });

  app.post('/control/clock/advance', async (request) => {
    const by = asObject(request.body)['by'];
    if (by === undefined) throw missingField('by');
    const ms = parseDuration(textOf(by));
    if (ms === null)
      throw invalidField('by', 'must be a length of time of weeks, days, hours, minutes and seconds, such as P1DT2H or PT30S');
    deps.clock.change({ now: deps.clock.now() + ms });
    return happened(deps);
  });
}

/** Everything that fell due, and then the time. */
async function happened(deps: ControlDeps): Promise<Body> {
  deps.keepClock(deps.clock.state);
  await deps.scheduler.catchUp();
  await deps.sender.catchUp();
  return shown(deps.clock);
}

const shown = (clock: EmulatorClock): Body => ({ now: wireTimestamp(clock.now()), ...clock.state });

function readTime(value: unknown): number {
  const time = Date.parse(textOf(value));
  if (Number.isNaN(time)) throw invalidField('now', 'must be a time');
  return time;
}

/** What happened would lie in the future. While nobody has bought anything a story may still begin at any time. */
function refuseBackwards({ clock, network }: ControlDeps, to: number, field: string): void {
  if (to >= clock.now() || network.ledger.isEmpty()) return;
  throw invalidField(field, `the clock shows ${wireTimestamp(clock.now())} and never goes back once something was bought: reset first`);
}
