import { expect, test } from 'vitest';
import { fromExitCode, fromPlaywright, fromVitest, lastLine, total } from './test-report.mjs';

const file = (status, ...tests) => ({ status, assertionResults: tests.map((each) => ({ status: each })) });

test('a run of vitest counts its tests', () => {
  const report = {
    numPassedTests: 3,
    numFailedTests: 1,
    numPendingTests: 2,
    testResults: [file('passed', 'passed'), file('failed', 'failed', 'passed')],
  };
  expect(fromVitest(report, 1)).toEqual({ passed: 3, failed: 1, skipped: 2 });
});

test('a file that does not load is a failure, though it has no test that failed', () => {
  const report = { numPassedTests: 3, numFailedTests: 0, numPendingTests: 0, testResults: [file('failed')] };
  expect(fromVitest(report, 1)).toEqual({ passed: 3, failed: 1, skipped: 0 });
});

test('a run that ended badly is a failure, though every test passed', () => {
  const report = { numPassedTests: 3, numFailedTests: 0, numPendingTests: 0, testResults: [file('passed', 'passed')] };
  expect(fromVitest(report, 1).failed).toBe(1);
  expect(fromVitest(report, 0).failed).toBe(0);
});

test('a browser test that passed only when repeated is a failure', () => {
  expect(fromPlaywright({ stats: { expected: 5, unexpected: 0, flaky: 1, skipped: 0 } }, 0)).toEqual({ passed: 5, failed: 1, skipped: 0 });
});

test('a browser run that could not begin is a failure', () => {
  const stats = { expected: 0, unexpected: 0, flaky: 0, skipped: 0 };
  expect(fromPlaywright({ stats, errors: [{ message: 'no Chromium' }] }, 1).failed).toBe(1);
  expect(fromPlaywright({ stats }, 1).failed).toBe(1);
});

test('the last line sums all stages and names what was left out only when something was', () => {
  expect(lastLine(total([fromExitCode(0), fromExitCode(1), { passed: 7, failed: 0, skipped: 0 }]))).toBe('8 passed, 1 failed');
  expect(lastLine({ passed: 7, failed: 0, skipped: 2 })).toBe('7 passed, 0 failed, 2 skipped');
});
