/** What a stage found: how many checks passed and failed, and how many were left out. */
const nothing = { passed: 0, failed: 0, skipped: 0 };

/** Adds up what stages found. */
export function total(counts) {
  return counts.reduce(
    (sum, each) => ({ passed: sum.passed + each.passed, failed: sum.failed + each.failed, skipped: sum.skipped + (each.skipped ?? 0) }),
    nothing,
  );
}

/** A check that answers yes or no: one each. */
export const fromExitCode = (code) => (code === 0 ? { ...nothing, passed: 1 } : { ...nothing, failed: 1 });

/**
 * The JSON report of vitest. A file that did not load has no tests of its own and counts as one failure; so does a run that
 * ended badly for a reason outside every test (a set-up that threw, a promise that nobody awaited).
 */
export function fromVitest(report, code) {
  const passed = report.numPassedTests;
  const unloaded = report.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.every((each) => each.status !== 'failed'),
  ).length;
  const failed = report.numFailedTests + unloaded;
  return { passed, failed: failed === 0 && code !== 0 ? 1 : failed, skipped: report.numPendingTests + (report.numTodoTests ?? 0) };
}

/** The JSON report of Playwright; a test that passed only when repeated counts as failed: it is not to be relied on. */
export function fromPlaywright({ stats, errors = [] }, code) {
  const failed = stats.unexpected + stats.flaky + errors.length;
  return { passed: stats.expected, failed: failed === 0 && code !== 0 ? 1 : failed, skipped: stats.skipped };
}

/** The last line of a test run. */
export function lastLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
