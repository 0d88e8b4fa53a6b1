import { invalidField, unknownRelation } from '../core/api-error.ts';
import { type Fields, readFields, text } from '../core/fields.ts';
import type { Body, ResourceKind } from '../core/resources.ts';
import type { Deps } from './deps.ts';

const ASSOCIATION: Fields = { user_token: text(36), card_product_token: text(36) };
const RELATIONS: readonly (readonly [field: string, kind: ResourceKind, what: string])[] = [
  ['user_token', 'user', 'User'],
  ['card_product_token', 'cardproduct', 'Card product'],
  ['mcc_group', 'mccgroup', 'MCC group'],
  ['merchant_group_token', 'merchantgroup', 'Merchant group'],
];

/** Whom a control is for: a user or a card product, not both; empty means the programme (wire-format §7.1). */
export function readAssociation(deps: Deps, given: unknown): Body {
  const association = readFields(given, ASSOCIATION);
  if (Object.keys(association).length > 1) throw invalidField('association', 'must name a user or a card product, not both');
  checkRelations(deps, association);
  return association;
}

/** Which merchants: one way of naming them, or none for all. */
export function readScope(deps: Deps, given: unknown, fields: Fields): Body {
  const scope = readFields(given, fields);
  if (Object.keys(scope).length > 1) throw invalidField('merchant_scope', `must name one of ${Object.keys(fields).join(', ')}`);
  checkRelations(deps, scope);
  return scope;
}

export function checkRelations(deps: Deps, body: Body): void {
  for (const [field, kind, what] of RELATIONS) {
    const token = body[field];
    if (typeof token === 'string' && deps.resources.find(kind, token) === null) throw unknownRelation(what);
  }
}

/** Both ends of the time in which a control is in force. */
export function checkTimes({ start_time: start, end_time: end }: Body): void {
  for (const [name, time] of Object.entries({ start_time: start, end_time: end })) {
    if (typeof time === 'string' && Number.isNaN(Date.parse(time))) throw invalidField(name, 'must be a time');
  }
  if (typeof start === 'string' && typeof end === 'string' && Date.parse(end) < Date.parse(start)) {
    throw invalidField('end_time', 'must not be before start_time');
  }
}
