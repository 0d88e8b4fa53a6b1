import { describe, expect, test } from 'vitest';
import { lastComplaint } from './node-service.mjs';

describe('the complaint of a process', () => {
  test('is its last error in the log, with what caused it', () => {
    const written = ['{"level":30,"msg":"starting"}', '{"level":60,"msg":"cannot start","err":{"message":"PORT is wrong"}}', 'bye'];
    expect(lastComplaint(written)).toBe('cannot start: PORT is wrong');
  });

  test('is said once when log and error say the same', () => {
    expect(lastComplaint(['{"level":60,"msg":"PORT is wrong","err":{"message":"PORT is wrong"}}'])).toBe('PORT is wrong');
  });

  test('is the uncaught error, not the stack below it', () => {
    expect(lastComplaint(['file.js:3', 'ConfigError: PORT is "x"', '    at main (file.js:3)', '', 'Node.js v24'])).toBe(
      'ConfigError: PORT is "x"',
    );
  });

  test('is the last line when nothing else is known', () => {
    expect(lastComplaint(['killed', ''])).toBe('killed');
    expect(lastComplaint([])).toBe('it wrote nothing');
  });
});
