import type { FastifyInstance } from 'fastify';
import { basicAuthorization } from '../../wire/basic-auth.ts';
import { ApiError, invalidField, notFound } from '../core/api-error.ts';
import { type Fields, readFields, text } from '../core/fields.ts';
import type { Body } from '../core/resources.ts';
import { OWN_CALL } from '../faults/api-hooks.ts';
import { ScenarioError, type Send } from '../scenario/ask.ts';
import type { Scenario } from '../scenario/format.ts';
import { problemText, readScenario } from '../scenario/read-scenario.ts';
import { runScenario } from '../scenario/run-scenario.ts';
import { shippedScenarios } from '../scenario/shelf.ts';
import type { Settings } from '../settings.ts';

const FIELDS: Fields = { name: text(100), text: text(1_000_000), card_token: text(36) };

/** Stories that are told in files: those that come with the emulator, and anybody's. */
export function scenarioRoutes(app: FastifyInstance, { settings }: { readonly settings: Settings }): void {
  const shelf = shippedScenarios();
  const send = sender(app, settings);

  app.get('/control/scenarios', async () => ({
    data: [...shelf].map(([name, { scenario, text: file }]) => ({ name, title: scenario.name, about: scenario.about, text: file })),
  }));

  app.post('/control/scenarios', async (request) => {
    const { name, text: given, card_token: card } = readFields(request.body, FIELDS);
    const scenario = typeof given === 'string' ? written(given) : shelf.get(String(name))?.scenario;
    if (scenario === undefined) throw notFound('Scenario');
    return runScenario(scenario, send, typeof card === 'string' ? card : null).catch((error: unknown) => {
      throw error instanceof ScenarioError ? new ApiError(400, '400001', error.message) : error;
    });
  });
}

function written(given: string): Scenario {
  const read = readScenario(given);
  if (read.ok) return read.scenario;
  throw invalidField('text', read.problems.map((problem) => problemText(problem)).join('\n'));
}

/** The emulator's own doors, without the way over the network. */
function sender(app: FastifyInstance, { applicationToken: username, accessToken: password }: Settings): Send {
  const authorization = basicAuthorization({ username, password });
  return async (method, path, body) => {
    const answer = await app.inject({
      method: method as 'GET',
      url: path,
      headers: { authorization, [OWN_CALL]: 'scenario' },
      ...(body === undefined ? {} : { payload: body as Body }),
    });
    return { status: answer.statusCode, body: answer.body === '' ? {} : answer.json<Body>() };
  };
}
