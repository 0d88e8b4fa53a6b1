import type { Progress } from './progress.mjs';

export interface SignIn {
  /** "Admin, Harborline Robotics" */
  readonly who: string;
  readonly app: 'admin' | 'portal';
  readonly email: string;
  readonly password: string;
}

export interface RunningProduct {
  /** Origin of the API and both apps. */
  readonly url: string;
  readonly emulatorUrl: string | undefined;
  /** The environment that the API runs with, secrets included. */
  readonly settings: Readonly<Record<string, string>>;
  readonly signIns: readonly SignIn[];
  readonly notes: readonly string[];
  /** Settles, with a sentence, when a part ends unasked. */
  readonly failure: Promise<string>;
  stop(onStopped?: (name: string) => void): Promise<void>;
}

export interface ProductOptions {
  readonly progress: Progress;
  /** `PORT`, `EMULATOR_PORT` and `POSTGRES_PORT` are wishes, `0` is any; what `DATABASE_URL` and the like name is not started. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** With the two demo companies. Default true. */
  readonly demo?: boolean;
  /** A database that may be lost: tests only. */
  readonly fast?: boolean;
}

/** Starts the whole product from what is built. */
export function startProduct(options: ProductOptions): Promise<RunningProduct>;
