import { type Fields, flag, object, requiredText, text, token } from '../core/fields.ts';

/** What a card is made from (wire-format §5.1). */
export const CARD_FIELDS: Fields = {
  token,
  user_token: requiredText(1, 36),
  card_product_token: requiredText(1, 36),
  account_token: text(36),
  activation_actions: object,
  bulk_issuance_token: text(36),
  copy_pin_from_source_card: flag,
  expedite: flag,
  expiration_offset: object,
  fulfillment: object,
  generate_new_pan: flag,
  metadata: object,
  new_pan_from_card_token: text(36),
  reissue_pan_from_card_token: text(36),
  translate_pin_from_card_token: text(36),
};

/** What a PUT may change; the state never (§5.4). */
export const CARD_UPDATE_FIELDS: Fields = {
  user_token: token,
  metadata: object,
  fulfillment: object,
  expedite: flag,
};
