import type { FastifyInstance } from 'fastify';
import type { Deps } from '../api/deps.ts';
import { decideKyc } from '../api/kyc.ts';
import { REPORTABLE, type Reportable } from '../cards/fulfillment.ts';
import { reportFulfillment } from '../cards/shipping.ts';
import { type Fields, list, oneOf, readFields } from '../core/fields.ts';

const DECISION: Fields = { status: oneOf(['success', 'failure'], true), codes: list };
const REPORT: Fields = { status: oneOf(REPORTABLE, true) };

/** What somebody other than the programme does: a reviewer of identities, the printer of cards. */
export function cardholderControlRoutes(app: FastifyInstance, deps: Deps): void {
  app.put('/control/kyc/:token', async (request) => {
    const { status, codes = [] } = readFields(request.body, DECISION);
    return decideKyc(deps, (request.params as { token: string }).token, { status, codes }, deps.clock.now());
  });

  app.put('/control/cards/:token/fulfillment', async (request) => {
    const { status } = readFields(request.body, REPORT);
    return reportFulfillment(deps, (request.params as { token: string }).token, status as Reportable);
  });
}
