import { setTimeout as sleep } from 'node:timers/promises';
import { MERCHANTS } from '@afc/marqeta/emulator';
import type { SoakEmulator } from './soak-emulator.ts';
import { drawPurchase, pick, type SoakCard } from './soak-plan.ts';
import type { SoakCompany, SoakProduct } from './soak-product.ts';

const MERCHANT_KEYS = MERCHANTS.filter(({ acceptor }) => acceptor.country_code === 'USA').map(({ key }) => key);
/** Of what happens, how much of it is which; the rest are purchases with a story. */
const HOLD = 0.1;
const FREEZE = 0.08;
const ISSUE = 0.05;

export type Shopping = {
  readonly emulator: SoakEmulator;
  readonly product: SoakProduct;
  /** What is done to cards is done to this company's. */
  readonly company: SoakCompany;
  readonly cards: readonly SoakCard[];
  readonly random: () => number;
};

/** Buys, freezes and issues for a while, and kills the product in the middle of it. @returns tokens of all that was bought or declined */
export async function shop(shopping: Shopping, forMs: number): Promise<string[]> {
  const { product, random } = shopping;
  const bought: Promise<string[]>[] = [];
  const began = performance.now();
  let crashed: Promise<void> | null = null;
  while (performance.now() - began < forMs) {
    const happening = next(shopping);
    // What fails is told when all have ended.
    happening.catch(() => undefined);
    bought.push(happening);
    if (performance.now() - began > forMs / 2) crashed ??= product.crash();
    await sleep(random() * 60);
  }
  await crashed;
  return (await Promise.all(bought)).flat();
}

async function next({ emulator, product, company, cards, random }: Shopping): Promise<string[]> {
  const purchase = drawPurchase(random, cards, MERCHANT_KEYS);
  const drawn = random();
  if (drawn < HOLD) return [(await emulator.hold(purchase)).token];
  if (drawn < HOLD + FREEZE) return freeze(product, company, pick(random, company.cards), random() * 800);
  if (drawn < HOLD + FREEZE + ISSUE) {
    await product.issue(company, null);
    return [];
  }
  return emulator.buy([purchase]);
}

async function freeze(product: SoakProduct, { companyId }: SoakCompany, card: string, forMs: number): Promise<string[]> {
  await product.command('freeze', companyId, card);
  await sleep(forMs);
  await product.command('unfreeze', companyId, card);
  return [];
}
