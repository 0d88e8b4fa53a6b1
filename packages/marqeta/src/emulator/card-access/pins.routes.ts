import type { Routes } from '../api/deps.ts';
import { ApiError, unknownRelation } from '../core/api-error.ts';
import { type Fields, oneOf, readFields, requiredText } from '../core/fields.ts';
import { revealPin, setPin } from './pins.ts';
import type { Purpose } from './single-use.ts';
import { issueToken } from './single-use-tokens.ts';

const CONTROL: Fields = { card_token: requiredText(1, 36), controltoken_type: oneOf(['SET_PIN', 'REVEAL_PIN']) };
const PIN: Fields = { control_token: requiredText(1, 36), pin: requiredText(1, 12) };
const REVEAL: Fields = {
  control_token: requiredText(1, 36),
  cardholder_verification_method: oneOf(['BIOMETRIC_FACE', 'BIOMETRIC_FINGERPRINT', 'LOGIN', 'EXP_CVV', 'OTP_CVV', 'OTP', 'OTHER'], true),
};

/** Wire-format §5.9. */
export const pinRoutes: Routes = (app, deps) => {
  app.post('/pins/controltoken', async (request, reply) => {
    const fields = readFields(request.body, CONTROL);
    const card = deps.resources.find('card', String(fields['card_token']))?.body;
    if (card === undefined) throw unknownRelation('Card');
    if (card['state'] === 'TERMINATED') throw new ApiError(403, '403002', 'Card is terminated');
    const purpose = (fields['controltoken_type'] ?? 'SET_PIN') as Purpose;
    return reply.code(201).send({ control_token: issueToken(deps, purpose, String(card['token'])).token });
  });

  app.put('/pins', async (request, reply) => {
    const { control_token: token, pin } = readFields(request.body, PIN);
    setPin(deps, String(token), String(pin));
    return reply.code(204).send();
  });

  app.post('/pins/reveal', async (request, reply) => {
    const { control_token: token } = readFields(request.body, REVEAL);
    return reply.code(deps.settings.unconfirmed.pinRevealStatus).send({ pin: revealPin(deps, String(token)) });
  });
};
