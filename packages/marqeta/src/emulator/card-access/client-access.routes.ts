import type { Routes } from '../api/deps.ts';
import { unknownRelation } from '../core/api-error.ts';
import { wireTime } from '../core/clock.ts';
import { type Fields, readFields, requiredText, text } from '../core/fields.ts';
import type { Body } from '../core/resources.ts';
import { findToken, type IssuedToken, issueToken } from './single-use-tokens.ts';

const FIELDS: Fields = { card_token: requiredText(1, 255), application_token: text(255) };

/** Tokens with which marqeta.js shows one card, once (wire-format §5.9). */
export const clientAccessRoutes: Routes = (app, deps) => {
  app.post('/users/auth/clientaccesstoken', async (request, reply) => {
    const fields = readFields(request.body, FIELDS);
    const card = String(fields['card_token']);
    if (deps.resources.find('card', card) === null) throw unknownRelation('Card');
    return reply.code(201).send(view(issueToken(deps, 'SHOW_CARD', card), deps.settings.applicationToken));
  });

  app.get('/users/auth/clientaccesstoken/:token', async (request) => {
    const found = findToken(deps, (request.params as { token: string }).token);
    if (found === null || found.purpose !== 'SHOW_CARD') throw unknownRelation('Client access token');
    return view(found, deps.settings.applicationToken);
  });
};

function view({ token, card, created, expires }: IssuedToken, application: string): Body {
  return {
    token,
    card_token: card,
    created: wireTime(created),
    expires: wireTime(expires),
    application: { token: application, program: 'emulator', program_short_code: '0001', environment: 'SANDBOX' },
  };
}
