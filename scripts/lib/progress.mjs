const BAR = 24;

/** `[######------]  42 %` */
export function bar(part, width = BAR) {
  const within = Math.min(1, Math.max(0, part));
  const full = Math.round(within * width);
  return `[${'#'.repeat(full)}${'-'.repeat(width - full)}] ${String(Math.round(within * 100)).padStart(3)} %`;
}

export const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`;

/**
 * Lines that tell what is being done. On a terminal the running step is rewritten in place; in a log each step has one line
 * when it begins, one for every tenth part, and one when it is done.
 */
export function createProgress(out = process.stdout, now = () => performance.now()) {
  const live = out.isTTY ?? false;
  const rewrite = (text) => out.write(`\r\u001b[2K${text.slice(0, (out.columns ?? 80) - 1)}`);

  return {
    say: (line = '') => out.write(`${line}\n`),

    /** Runs one step. `work` gets `{ part(0..1, note), note(text) }`; what it answers is the answer. */
    async step(label, work) {
      const began = now();
      let note = '';
      let tenth = 0;
      const show = (text) => (live ? rewrite(`  … ${label.padEnd(22)} ${text}`) : undefined);
      const timer = live ? setInterval(() => show(`${note} ${seconds(now() - began)}`), 250) : undefined;
      if (live) show('');
      else out.write(`  … ${label}\n`);
      const report = {
        note(text) {
          note = text;
        },
        part(part, text = '') {
          note = `${bar(part)} ${text}`;
          const reached = Math.floor(part * 10);
          if (!live && reached > tenth) out.write(`    ${note}\n`);
          tenth = Math.max(tenth, reached);
        },
      };
      const finish = (mark, text) => {
        clearInterval(timer);
        if (live) rewrite('');
        out.write(`  ${mark} ${label.padEnd(22)} ${seconds(now() - began).padStart(7)}   ${text}`.trimEnd());
        out.write('\n');
      };
      try {
        const answer = await work(report);
        finish('✓', typeof answer === 'string' ? answer : (answer?.summary ?? ''));
        return answer;
      } catch (error) {
        finish('✗', '');
        throw error;
      }
    },
  };
}
