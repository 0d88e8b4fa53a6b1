import type { RunningProduct } from './product.mjs';

export declare function takeScreenshots(options: {
  product: Pick<RunningProduct, 'url' | 'emulatorUrl' | 'signIns'>;
  folder: string;
  onTaken?: (path: string) => void;
}): Promise<void>;
