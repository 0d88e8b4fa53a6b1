import { parse } from 'graphql';
import { describe, expect, test } from 'vitest';
import { InvalidInputError } from '../errors.ts';
import { assertReadable } from './readable.ts';

const refused = (act: () => void): unknown => {
  try {
    act();
  } catch (error) {
    return error instanceof InvalidInputError ? error.field : error;
  }
  return undefined;
};

describe('text that could not be kept as it was sent is refused, by the name of where it stands', () => {
  test.each([
    [{ search: 'a\0' }, 'search'],
    [{ input: { reason: 'x\uD800y' } }, 'reason'],
    [{ input: { merchants: [{ value: 'ok' }, { value: '\0' }] } }, 'value'],
    [{ status: ['ACTIVE', '\uDC00'] }, 'status'],
    [{ input: { reason: '\u{1F4B3} café \uFFFD', count: 5, none: null, flag: true } }, undefined],
  ])('%j', (variables, field) => {
    expect(refused(() => assertReadable(variables))).toBe(field);
  });

  test.each([
    ['{ cards(filter: { search: "a\\u0000" }) { totalCount } }', 'search'],
    ['{ person(id: "\\u0000") { id } }', 'id'],
    ['{ cards(filter: { status: [ACTIVE], search: "é" }) { totalCount } }', undefined],
    ['{ a(names: ["x", "\\u0000"]) }', 'text'],
  ])('%s', (text, field) => {
    expect(refused(() => assertReadable({}, parse(text)))).toBe(field);
  });
});
