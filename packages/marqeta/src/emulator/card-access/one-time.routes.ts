import type { Deps, Routes } from '../api/deps.ts';
import { ApiError, missingField, unknownRelation } from '../core/api-error.ts';
import { wireTime } from '../core/clock.ts';
import { type Fields, readFields, text, textOf, token } from '../core/fields.ts';
import { isProgramme, ONE_TIME } from './admit.ts';
import { issueOneTimeToken } from './one-time-tokens.ts';

const FIELDS: Fields = { user_token: token, email: text(255), password: text(255) };

/** A password for one call: the programme asks for one of its cardholders, or these sign in themselves (wire-format §5.9). */
export const oneTimeRoutes: Routes = (app, deps) => {
  app.post(ONE_TIME, async (request, reply) => {
    const { user_token: named, email, password } = readFields(request.body, FIELDS);
    const user = isProgramme(deps, request.headers.authorization) ? knownUser(deps, named) : signedIn(deps, email, password);
    const issued = issueOneTimeToken(deps, user);
    return reply.code(201).send({
      token: issued.token,
      expires: wireTime(issued.expires),
      one_time: true,
      user_token: user,
      accesstoken_id: deps.ids.uuid(),
      master_roles: [],
      application: { token: deps.settings.applicationToken, program: 'emulator', program_short_code: '0001', environment: 'SANDBOX' },
    });
  });
};

function knownUser({ resources }: Deps, named: unknown): string {
  if (named === undefined) throw missingField('user_token');
  const user = resources.find('user', textOf(named));
  if (user === null) throw unknownRelation('Cardholder');
  return user.token;
}

function signedIn({ resources }: Deps, email: unknown, password: unknown): string {
  if (email === undefined || password === undefined) throw missingField(email === undefined ? 'email' : 'password');
  const user = resources.all('user').find(({ body }) => body['email'] === email && body['password'] === password);
  if (user === undefined) throw new ApiError(401, '401001', 'Invalid credentials');
  return user.token;
}
