import { describe, expect, test } from 'vitest';
import { bar, createProgress } from './progress.mjs';

describe('progress', () => {
  test('a bar shows the part, within its bounds', () => {
    expect(bar(0.5, 4)).toBe('[##--]  50 %');
    expect(bar(7, 4)).toBe('[####] 100 %');
  });

  test('in a log a step has a line as it begins, one for each tenth, one when done', async () => {
    let text = '';
    const progress = createProgress({ isTTY: false, write: (piece) => void (text += piece) }, () => 0);
    await progress.step('Demo companies', async (report) => {
      for (let part = 0; part <= 1; part += 0.05) report.part(part, 'days');
      return 'done';
    });
    const written = text.trimEnd().split('\n');
    expect(written[0]).toBe('  … Demo companies');
    expect(written.at(-1)).toMatch(/✓ Demo companies .* done$/);
    expect(written.length).toBeLessThanOrEqual(12);
  });

  test('a step that fails says so and hands its error on', async () => {
    let text = '';
    const progress = createProgress({ isTTY: false, write: (piece) => void (text += piece) });
    await expect(progress.step('Build', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(text).toContain('✗ Build');
  });
});
