import { notFound } from '../core/api-error.ts';
import { wireTime } from '../core/clock.ts';
import { flag, readFields, requiredText, token } from '../core/fields.ts';
import { createOnce, type Routes } from './deps.ts';

const FIELDS = { token, name: requiredText(1, 50), active: flag };

/** What loads, Managed JIT and Commando Mode pay from (wire-format §6.2). */
export const programFundingRoutes: Routes = (app, deps) => {
  app.post('/fundingsources/program', async (request, reply) => {
    const created = createOnce(deps, 'programfundingsource', request.body, 'request', (tokenText, at) => {
      const fields = readFields(request.body, FIELDS);
      const time = wireTime(at);
      const active = fields['active'] ?? true;
      return { ...fields, token: tokenText, active, account: tokenText, created_time: time, last_modified_time: time };
    });
    return reply.code(201).send(created.body);
  });

  app.get('/fundingsources/program/:token', async (request) => found(request.params).body);

  app.put('/fundingsources/program/:token', async (request) => {
    const before = found(request.params);
    const { token: _token, ...fields } = readFields(request.body, FIELDS, true);
    const at = deps.clock.now();
    const after = { ...before.body, ...fields, last_modified_time: wireTime(at) };
    deps.resources.update('programfundingsource', before.token, after, at);
    return after;
  });

  const found = (params: unknown) => {
    const source = deps.resources.find('programfundingsource', (params as { token: string }).token);
    if (source === null) throw notFound('Funding source');
    return source;
  };
};
