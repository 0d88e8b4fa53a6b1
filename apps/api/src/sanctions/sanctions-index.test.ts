import { expect, test } from 'vitest';
import { harborline, loureiro } from '../demo/demo-companies.ts';
import type { Entry } from './list-file.ts';
import { SanctionsIndex } from './sanctions-index.ts';

const USUAL = 90;
const entry = (name: string, ...aliases: string[]): Entry => ({
  ...{ id: name, name, aliases, birthDate: null, country: null, list: null },
});

/** Made up, as lists have them. Many share a surname, or nearly a given name, with somebody of the demo. */
const LIST = [
  ...['DRAGANOV, Viktor Petrovich', 'PETROVA, Irina Ivanovna', 'PETROVA, Galina', 'ROSSI, Sonia', 'FERREIRA LOPES, Tome', 'TAVARES, Raul'],
  ...['DIALLO, Amadou', 'PATEL, Devendra', 'WATANABE, Kenzo', 'MOREAU, Lucien', 'BENET, Noe', 'RAMAN, Prakash', 'MATOS, Agnes'],
  ...['OKAFOR, Chinedu', 'ADLER, Rudolf', 'LINDQVIST, Grete', 'SOLHEIM, Inge', 'LOUREIRO, Beata', 'MERIDIAN TRADING COMPANY LIMITED'],
  ...['NORTHERN LIGHTS SHIPPING', 'PETROL COMMERCE', 'COZINHA INTERNATIONAL', 'HARBOR LINE MARINE'],
].map((name) => entry(name));

test('finds whom the list names by name and alias, once, and not who is called otherwise', async () => {
  const index = await SanctionsIndex.of([...LIST, entry('KOWALSKA, Zofia', 'Sophia Kowalski', 'Zofia Kowalska')]);

  expect(index.like('Viktor Draganow', USUAL).map(({ entry: { name } }) => name)).toEqual(['DRAGANOV, Viktor Petrovich']);
  expect(index.like('Zofia Kowalska', USUAL)).toMatchObject([{ entry: { name: 'KOWALSKA, Zofia' }, score: 100 }]);
  expect(index.like('Meridian Trading Lda', USUAL)).toHaveLength(1);
  expect(index.like('Viktor Marinov', USUAL)).toEqual([]);
  expect(index.like('', USUAL)).toEqual([]);
});

test('finds more of a lower threshold', async () => {
  const index = await SanctionsIndex.of(LIST);

  expect(index.like('Iwona Petrova', USUAL)).toEqual([]);
  expect(index.like('Wiktor Draganov', USUAL)).toEqual([]);
  expect(index.like('Wiktor Draganov', 85)).toHaveLength(1);
});

test('nobody of the demo is a hit at the usual threshold for sharing a surname, as another spelling of the whole name would be', async () => {
  const index = await SanctionsIndex.of(LIST);
  const names = [harborline, loureiro].flatMap(({ name, people }) => [
    name,
    ...people.map((person) => `${person.firstName} ${person.lastName}`),
  ]);

  expect(names.length).toBeGreaterThan(15);
  expect(names.filter((name) => index.like(name, USUAL).length > 0)).toEqual([]);
  const spelt = await SanctionsIndex.of([entry('PETROVA, Yelena Ivanovna')]);
  expect(names.filter((name) => spelt.like(name, USUAL).length > 0)).toEqual(['Elena Petrova']);
});
