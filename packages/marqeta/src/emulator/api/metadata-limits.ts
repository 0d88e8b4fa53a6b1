import { invalidField } from '../core/api-error.ts';
import type { Routes } from './deps.ts';

/** A `metadata` holds so many pairs of texts, and so long ones (wire-format §2.4). */
export const metadataLimits: Routes = (api, { settings }) => {
  const { metadataPairs, metadataLength } = settings.unconfirmed;
  api.addHook('preHandler', (request, _reply, next) => {
    const pairs = pairsOf(request.body);
    if (pairs.length > metadataPairs) return next(invalidField('metadata', `must have at most ${metadataPairs} pairs`));
    if (pairs.flat().some((text) => String(text).length > metadataLength))
      return next(invalidField('metadata', `must have names and values of at most ${metadataLength} characters`));
    next();
  });
};

function pairsOf(body: unknown): readonly [string, unknown][] {
  const metadata = typeof body === 'object' && body !== null && 'metadata' in body ? body.metadata : null;
  return typeof metadata === 'object' && metadata !== null ? Object.entries(metadata) : [];
}
