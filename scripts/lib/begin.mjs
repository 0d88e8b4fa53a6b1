// This file and the entries that import it are read by whatever Node is installed: no syntax newer than Node 12.
const OLDEST = 20;

/** Why this Node cannot run the scripts, or `undefined` when it can. */
export function refuseOldNode(version) {
  if (Number(version.split('.')[0]) >= OLDEST) return undefined;
  return `Node ${OLDEST} or newer is needed, this is ${version}: install it from https://nodejs.org or your system's packages, then run the same command again.`;
}

/** Runs a script's real module. What a person can mend is told in one line; anything else is a defect and shows its stack. */
export function begin(load) {
  const refusal = refuseOldNode(process.versions.node);
  if (refusal) return leave(refusal);
  load()
    .then((script) => script.main(process.argv.slice(2)))
    .then(
      (code) => {
        if (typeof code === 'number') process.exitCode = code;
      },
      (error) => leave(error && error.name === 'PlainError' ? error.message : (error && error.stack) || String(error)),
    );
}

function leave(message) {
  process.stderr.write(`\n${message}\n`);
  process.exit(1);
}
