import type { RunningProduct } from '../../scripts/lib/product.mjs';

/** Where the product of this run is, and how the tests get into its emulator. */
export type Product = {
  readonly url: string;
  readonly emulatorUrl: string;
  readonly applicationToken: string;
  readonly accessToken: string;
  readonly settings: Readonly<Record<string, string>>;
  /** Of the demo's people. */
  readonly signIns: RunningProduct['signIns'];
};

const NAME = 'AFC_E2E_PRODUCT';

/** Hands the product from the one process that started it to the workers that use it. */
export function publishProduct({ url, emulatorUrl, settings, signIns }: RunningProduct): void {
  const { MARQETA_APPLICATION_TOKEN, MARQETA_ACCESS_TOKEN } = settings;
  if (!emulatorUrl || !MARQETA_APPLICATION_TOKEN || !MARQETA_ACCESS_TOKEN) throw new Error('The product was started without its emulator.');
  const [applicationToken, accessToken] = [MARQETA_APPLICATION_TOKEN, MARQETA_ACCESS_TOKEN];
  const product: Product = { url, emulatorUrl, applicationToken, accessToken, settings, signIns };
  process.env[NAME] = JSON.stringify(product);
}

export const isPublished = (): boolean => process.env[NAME] !== undefined;

export function theProduct(): Product {
  const text = process.env[NAME];
  if (!text) throw new Error('No product runs: start the tests with "npm test -- browser".');
  return JSON.parse(text) as Product;
}
