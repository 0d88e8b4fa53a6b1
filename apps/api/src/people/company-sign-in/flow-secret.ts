import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { isUuid } from '../../platform/ids.ts';
import type { Ties } from './openid.ts';

/** A secret for one browser and one way to a provider and back: it stays in a cookie, and what the way needs is derived from it. */
export function newFlowSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** The flow travels in the state, so that it is found again; the rest of it only that browser can make. */
export function tiesOf(secret: string, flowId: string): Ties & { readonly codeVerifier: string } {
  const codeVerifier = derived(secret, 'verifier', flowId);
  return {
    state: `${flowId}.${derived(secret, 'state', flowId)}`,
    nonce: derived(secret, 'nonce', flowId),
    codeVerifier,
    codeChallenge: createHash('sha256').update(codeVerifier).digest('base64url'),
  };
}

/** Of which flow an answer is; null when it did not begin in the browser that has the secret. */
export function flowIn(state: string, secret: string | undefined): string | null {
  const [flowId = ''] = state.split('.', 1);
  if (secret === undefined || secret === '' || !isUuid(flowId)) return null;
  const [given, right] = [Buffer.from(state), Buffer.from(tiesOf(secret, flowId).state)];
  return given.length === right.length && timingSafeEqual(given, right) ? flowId : null;
}

function derived(secret: string, purpose: string, flowId: string): string {
  return createHmac('sha256', secret).update(`${purpose}.${flowId}`).digest('base64url');
}
