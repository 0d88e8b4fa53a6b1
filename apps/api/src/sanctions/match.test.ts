import { describe, expect, test } from 'vitest';
import { blocksOf, jaroWinkler, likeness, wordsOf } from './match.ts';

const alike = (one: string, other: string): number => Math.floor(likeness(wordsOf(one), wordsOf(other)) * 100);

describe('the words of a name', () => {
  test.each<[string, string[]]>([
    ['SØRENSEN, José-María', ['sorensen', 'jose', 'maria']],
    ["Al-Tikriti O'Brien", ['al', 'tikriti', 'obrien']],
    ['  Łukasz  Groß ', ['lukasz', 'gross']],
    ['Meridian Trading Co., Ltd.', ['meridian', 'trading']],
    ['Construções Atlas, S.A.', ['construcoes', 'atlas']],
    ['Limited', ['limited']],
    ['Иван Петров', ['иван', 'петров']],
    ['...', []],
  ])('of %s are plain', (name, words) => {
    expect(wordsOf(name)).toEqual(words);
  });

  test('are found again by how they begin', () => {
    expect(blocksOf(['maria', 'mario', 'li'])).toEqual(['mar', 'li']);
  });
});

test.each<[string, string, number]>([
  ['martha', 'marhta', 0.9611],
  ['dwayne', 'duane', 0.84],
  ['dixon', 'dicksonx', 0.8133],
  ['same', 'same', 1],
  ['abc', 'xyz', 0],
])("%s and %s are as alike as Winkler's paper says", (one, other, score) => {
  expect(jaroWinkler(one, other)).toBeCloseTo(score, 4);
  expect(jaroWinkler(other, one)).toBeCloseTo(score, 4);
});

describe('two names', () => {
  test.each<[string, string]>([
    ['Viktor Draganov', 'DRAGANOV, Viktor'],
    ['Viktor Draganov', 'DRAGANOV, Viktor Petrovich'],
    ['Viktor Draganow', 'DRAGANOV, Viktor'],
    ['Victor Draganov', 'DRAGANOV, Viktor'],
    ['Jose Nunez', 'NÚÑEZ, José'],
    ['Meridian Trading Lda', 'MERIDIAN TRADING COMPANY LIMITED'],
  ])('%s and %s may be of the same', (one, other) => {
    expect(alike(one, other)).toBeGreaterThanOrEqual(90);
    expect(alike(other, one)).toBe(alike(one, other));
  });

  test.each<[string, string]>([
    ['Viktor Marinov', 'DRAGANOV, Viktor'],
    ['Marta Silva', 'SILVA, Mario Fernando'],
    ['Ana Costa', 'COSTA, Joana'],
    ['Atlas', 'ATLAS SHIPPING LINES'],
    ['', 'DRAGANOV, Viktor'],
  ])('%s and %s are of two', (one, other) => {
    expect(alike(one, other)).toBeLessThan(90);
  });
});
