import { readFileSync } from 'node:fs';
import type { FastifyInstance } from 'fastify';
import type { Deps } from '../api/deps.ts';
import { revealPin, setPin } from '../card-access/pins.ts';
import { redeem } from '../card-access/single-use-tokens.ts';
import { secretsOf } from '../cards/card-secrets.ts';
import { handedOver } from '../cards/presentation.ts';
import { ApiError, notFound } from '../core/api-error.ts';
import { type Fields, readFields, requiredText } from '../core/fields.ts';
import { sameOrigin } from '../core/http.ts';
import type { Body } from '../core/resources.ts';
import { framePolicy } from './frame-policy.ts';

const FOLDER = new URL('../../../widget/', import.meta.url);
const SCRIPT = 'text/javascript; charset=utf-8';
const PAGE = 'text/html; charset=utf-8';
const FILES: Readonly<Record<string, readonly [file: string, type: string]>> = {
  '/marqetajs/2.0.0/marqeta.min.js': ['marqeta.js', SCRIPT],
  '/widgets/card': ['card.html', PAGE],
  '/widgets/card.js': ['card.js', SCRIPT],
  '/widgets/pin': ['pin.html', PAGE],
  '/widgets/pin.js': ['pin.js', SCRIPT],
  '/widgets/frame.js': ['frame.js', SCRIPT],
  '/widgets/widget.css': ['widget.css', 'text/css; charset=utf-8'],
};
const SHOW: Fields = { client_access_token: requiredText(1, 36) };
const SET: Fields = { control_token: requiredText(1, 36), pin: requiredText(1, 12) };
const REVEAL: Fields = { control_token: requiredText(1, 36) };

/**
 * What Marqeta's own frames do (wire-format §5.10): card numbers and PINs go between this origin and the browser, past the page that
 * holds the frame and the server behind it. Its own pages alone can ask, or that page could read the answer for itself.
 */
export function widgetRoutes(app: FastifyInstance, deps: Deps): void {
  const policy = framePolicy(deps.settings.widgetFrameAncestors);
  for (const [path, [file, type]] of Object.entries(FILES)) {
    const content = readFileSync(new URL(file, FOLDER));
    app.get(path, (_request, reply) =>
      reply
        .header('content-type', type)
        .header('content-security-policy', policy)
        .header('referrer-policy', 'no-referrer')
        .header('cache-control', 'no-cache')
        .send(content),
    );
  }
  app.addHook('onRequest', (request, reply, next) => {
    if (request.method !== 'POST') return next();
    void reply.header('cache-control', 'no-store');
    // A browser always says where a POST comes from; who does not is none.
    return next(request.headers.origin === undefined ? new ApiError(403, '403001', 'Only from a widget') : sameOrigin(request.headers));
  });

  app.post('/widgets/card/show', async (request) => {
    const { client_access_token: token } = readFields(request.body, SHOW);
    return deps.store.atomically(() => shownCard(deps, redeem(deps, String(token), 'SHOW_CARD')));
  });

  app.post('/widgets/pin/set', async (request, reply) => {
    const { control_token: token, pin } = readFields(request.body, SET);
    setPin(deps, String(token), String(pin));
    return reply.code(204).send();
  });

  app.post('/widgets/pin/reveal', async (request) => {
    const { control_token: token } = readFields(request.body, REVEAL);
    return { pin: revealPin(deps, String(token)) };
  });
}

function shownCard(deps: Deps, token: string): Body {
  const card = deps.resources.find('card', token)?.body;
  const secrets = secretsOf(deps.store, token);
  if (card === undefined || secrets === null) throw notFound('Card');
  handedOver(deps, card);
  return { pan: secrets.pan, expiration: card['expiration'], cvv_number: secrets.cvv };
}
