import { type MarqetaClient, MarqetaError } from '@afc/marqeta';
import { describeObstacle, describePlan, explainRefusal, nameOf } from './describe.ts';
import type { DesiredResource } from './desired.ts';
import { planAccount, type PlanOptions, type Step } from './plan.ts';
import { apply, findAccount } from './provision.ts';

export type Preparation = {
  readonly client: MarqetaClient;
  readonly wanted: readonly DesiredResource[];
  readonly options: PlanOptions;
  /** Whether to go on, once the plan has been shown. */
  readonly confirm: () => Promise<boolean>;
  readonly say: (line: string) => void;
};

/** `INCOMPLETE`: something needs a person; what it is has been said. */
export type PreparationOutcome = 'READY' | 'NOT_CONFIRMED' | 'INCOMPLETE';

/** Shows what has to change in the account, changes it when told so, and looks again whether it is as it should be. */
export async function prepareAccount({ client, wanted, options, confirm, say }: Preparation): Promise<PreparationOutcome> {
  const plan = planAccount(wanted, await findAccount(client, wanted), options);
  for (const line of describePlan(plan)) say(line);
  if (plan.steps.length === 0) {
    say(`Nothing to do: all ${wanted.length} parts of the account are as they should be.`);
    return 'READY';
  }
  if (plan.obstacles.length > 0) {
    say('This cannot be done yet:');
    for (const obstacle of plan.obstacles) say(`  ${describeObstacle(obstacle)}`);
    return 'INCOMPLETE';
  }
  if (!(await confirm())) return 'NOT_CONFIRMED';
  const refused = await applyAll(client, plan.steps, say);
  const kept = await stillOtherwise(client, wanted, options);
  for (const step of kept.filter((one) => !refused.has(nameOf(one.resource)))) {
    say(`Marqeta took the change and kept its own:`);
    for (const line of describePlan({ steps: [step], obstacles: [] })) say(`  ${line}`);
    say('  This can only be changed by Marqeta: ask its support.');
  }
  return refused.size === 0 && kept.length === 0 ? 'READY' : 'INCOMPLETE';
}

/** @returns the names of what Marqeta refused. An outage is thrown: what was done stays done, and the next run goes on from there. */
async function applyAll(client: MarqetaClient, steps: readonly Step[], say: (line: string) => void): Promise<Set<string>> {
  const refused = new Set<string>();
  for (const step of steps) {
    try {
      await apply(client, step);
      say(`✓ ${nameOf(step.resource)}`);
    } catch (error) {
      if (!(error instanceof MarqetaError) || error.isTransient || error.kind === 'unauthenticated') throw error;
      refused.add(nameOf(step.resource));
      say(`✗ ${nameOf(step.resource)}: ${explainRefusal(step, error)}`);
    }
  }
  return refused;
}

async function stillOtherwise(
  client: MarqetaClient,
  wanted: readonly DesiredResource[],
  { baseUrl }: PlanOptions,
): Promise<readonly Step[]> {
  return planAccount(wanted, await findAccount(client, wanted), { baseUrl }).steps;
}
