import { type MarqetaClient, MarqetaError, type MccGroup, type VelocityControl } from '@afc/marqeta';
import { type IssuerRefusal, isConflict, refusalOf } from '../../marqeta/refusal.ts';
import type { Change } from '../../marqeta/provisioning/drift.ts';
import type { Mirror, MirrorTarget } from './mirrored.ts';
import { differencesOf, type FoundMirrors } from './plan-mirrors.ts';

/** What Marqeta made of a mirror: what it kept otherwise is no refusal. */
export type MirrorAnswer = { readonly refused: false; readonly keeps: readonly Change[] };

/** Has a mirror as it is wanted, its merchants first. Repeating it does no harm: the tokens are ours and stay. */
export async function setMirror(client: MarqetaClient, mirror: Mirror): Promise<MirrorAnswer | IssuerRefusal> {
  const { token, body, group } = mirror;
  try {
    const groups = new Map<string, MccGroup>();
    if (group !== null) {
      const wanted = { token: group.token, name: `Atlanticfrewaycard ${mirror.controlId}`, mccs: group.mccs, active: true };
      groups.set(group.token, await createOrUpdate(client.mccGroups, wanted));
    }
    const control = await createOrUpdate(client.velocityControls, body);
    return { refused: false, keeps: differencesOf(mirror, { controls: new Map([[token, control]]), groups }) };
  } catch (error) {
    return refusalOf(error);
  }
}

/** @returns a refusal, or null when it is off or never was there */
export async function switchOffMirror(client: MarqetaClient, token: string): Promise<IssuerRefusal | null> {
  try {
    await client.velocityControls.remove(token);
    return null;
  } catch (error) {
    const refusal = refusalOf(error);
    return error instanceof MarqetaError && error.kind === 'not_found' ? null : refusal;
  }
}

interface Shelf<Body, Resource> {
  create(body: Body): Promise<Resource>;
  update(token: string, body: Partial<Body>): Promise<Resource>;
}

async function createOrUpdate<Body extends { readonly token?: string }, Resource>(
  shelf: Shelf<Body, Resource>,
  body: NoInfer<Body> & { readonly token: string },
): Promise<Resource> {
  try {
    await shelf.create(body);
  } catch (error) {
    // It was there with other words, or was switched off since.
    if (!isConflict(error)) throw error;
  }
  const { token, ...fields } = body;
  // A repeated creation answers as the first did (wire-format §1.9): what was changed over there since is put right only by this.
  return shelf.update(token, fields as Partial<Body>);
}

/** Reads what there is for these targets, and the groups of merchants of these mirrors. */
export async function findMirrors(
  client: MarqetaClient,
  targets: readonly MirrorTarget[],
  wanted: readonly Mirror[],
): Promise<FoundMirrors> {
  const controls = new Map<string, VelocityControl>();
  for (const { kind, token } of targets) {
    const filter = kind === 'USER' ? { user: token } : { card_product: token };
    for await (const control of client.velocityControls.list(filter)) controls.set(control.token, control);
  }
  const groups = new Map<string, MccGroup>();
  for (const token of new Set(wanted.flatMap(({ group }) => (group === null ? [] : [group.token])))) {
    const group = await orMissing(client.mccGroups.get(token));
    if (group !== null) groups.set(token, group);
  }
  return { controls, groups };
}

async function orMissing<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof MarqetaError && error.kind === 'not_found') return null;
    throw error;
  }
}
