import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Sealer, SealBrokenError, seal, unseal } from './seal.ts';

const place = 'users.email_sealed:0199-user';

test('what was sealed opens with the same key in the same place', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (text, where) => {
      const { key } = new Sealer([randomBytes(32)]).newKey();

      expect(unseal(key, seal(key, text, where), where)).toBe(text);
    }),
  );
});

test('two seals of one text are not alike', () => {
  const { key } = new Sealer([randomBytes(32)]).newKey();

  expect(seal(key, 'ana@harborline.example', place)).not.toEqual(seal(key, 'ana@harborline.example', place));
});

test.each<[string, (sealed: Buffer) => Buffer, string]>([
  ['it was moved to another row', (sealed) => sealed, 'users.email_sealed:someone-else'],
  ['a byte was changed', (sealed) => (sealed.writeUInt8(sealed.readUInt8(14) ^ 1, 14), sealed), place],
  ['it was cut', (sealed) => sealed.subarray(0, 20), place],
  ['it is no seal at all', () => Buffer.from('plain'), place],
])('a seal does not open when %s', (_when, change, where) => {
  const { key } = new Sealer([randomBytes(32)]).newKey();
  const sealed = change(seal(key, 'ana@harborline.example', place));

  expect(() => unseal(key, sealed, where)).toThrow(SealBrokenError);
});

test('the key of a person opens under the master key that wrapped it, and under no other', () => {
  const master = randomBytes(32);
  const { key, wrapped, masterKeyId } = new Sealer([master]).newKey();

  expect(new Sealer([master]).unwrap(wrapped)).toEqual(key);
  expect(masterKeyId).toMatch(/^[0-9a-f]{8}$/);
  expect(() => new Sealer([randomBytes(32)]).unwrap(wrapped)).toThrow(SealBrokenError);
});

test('while master keys rotate, old keys still open and are wrapped again under the newest', () => {
  const [old, fresh] = [randomBytes(32), randomBytes(32)];
  const before = new Sealer([old]).newKey();
  const rotating = new Sealer([fresh, old]);

  const again = rotating.rewrap(before.wrapped);

  expect(rotating.unwrap(before.wrapped)).toEqual(before.key);
  expect(again && new Sealer([fresh]).unwrap(again.wrapped)).toEqual(before.key);
  expect(again && rotating.rewrap(again.wrapped)).toBeNull();
});

test('one mailbox has one hash however it is typed, and the hash depends on the master key', () => {
  const master = randomBytes(32);
  const sealer = new Sealer([master]);

  expect(sealer.emailHash(' Ana@Harborline.example ')).toEqual(sealer.emailHash('ana@harborline.example'));
  expect(sealer.emailHash('ana@harborline.example')).not.toEqual(sealer.emailHash('anna@harborline.example'));
  expect(new Sealer([randomBytes(32)]).emailHash('ana@harborline.example')).not.toEqual(sealer.emailHash('ana@harborline.example'));
  expect(new Sealer([randomBytes(32), master]).emailHashes('ana@harborline.example')).toContainEqual(
    sealer.emailHash('ana@harborline.example'),
  );
});
