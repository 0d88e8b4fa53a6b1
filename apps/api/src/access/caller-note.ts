import type { RequestNote } from '../platform/request-note.ts';
import type { Viewer } from './viewer.ts';

/** Who asked, as the log has it: by id. */
export function callerOf({ role, userId, identityId, companyId, sessionId }: Viewer): NonNullable<RequestNote['caller']> {
  const kind = role === 'SERVICE' ? 'service' : role === 'OPERATOR' || role === 'READER' ? 'operator' : 'person';
  return { kind, id: userId ?? identityId, companyId, sessionId };
}
