import {
  IconBed,
  IconBuildingBank,
  IconCar,
  IconCloud,
  IconDeviceMobile,
  IconGasStation,
  IconHeartbeat,
  IconMovie,
  IconPlane,
  IconPrinter,
  IconShoppingBag,
  IconShoppingCart,
  IconTools,
  IconToolsKitchen2,
  type TablerIcon,
} from '@tabler/icons-react';

export type Category =
  | 'travel'
  | 'lodging'
  | 'food'
  | 'groceries'
  | 'fuel'
  | 'transport'
  | 'software'
  | 'telecom'
  | 'retail'
  | 'office'
  | 'health'
  | 'services'
  | 'cash'
  | 'leisure'
  | 'other';

/** `other` has no icon: the merchant's initial stands for it. */
export const categoryIcons: Readonly<Record<Category, TablerIcon | null>> = {
  travel: IconPlane,
  lodging: IconBed,
  food: IconToolsKitchen2,
  groceries: IconShoppingCart,
  fuel: IconGasStation,
  transport: IconCar,
  software: IconCloud,
  telecom: IconDeviceMobile,
  retail: IconShoppingBag,
  office: IconPrinter,
  health: IconHeartbeat,
  services: IconTools,
  cash: IconBuildingBank,
  leisure: IconMovie,
  other: null,
};

/** Ranges of ISO 18245, first match wins: the exceptions inside a range come before it. */
const ranges: ReadonlyArray<readonly [from: number, to: number, category: Category]> = [
  [3000, 3350, 'travel'],
  [3351, 3500, 'transport'],
  [3501, 3999, 'lodging'],
  [4011, 4131, 'transport'],
  [4411, 4411, 'travel'],
  [4511, 4511, 'travel'],
  [4582, 4582, 'travel'],
  [4722, 4723, 'travel'],
  [4784, 4789, 'transport'],
  [4812, 4821, 'telecom'],
  [4899, 4899, 'telecom'],
  [4829, 4829, 'cash'],
  [5045, 5045, 'office'],
  [5111, 5111, 'office'],
  [5411, 5411, 'groceries'],
  [5422, 5499, 'groceries'],
  [5541, 5542, 'fuel'],
  [5552, 5552, 'fuel'],
  [5811, 5814, 'food'],
  [5815, 5818, 'software'],
  [5734, 5734, 'software'],
  [5912, 5912, 'health'],
  [5943, 5943, 'office'],
  [5968, 5968, 'software'],
  [6010, 6051, 'cash'],
  [7011, 7012, 'lodging'],
  [7311, 7311, 'services'],
  [7372, 7375, 'software'],
  [7512, 7519, 'transport'],
  [7523, 7523, 'transport'],
  [7829, 7999, 'leisure'],
  [8011, 8099, 'health'],
  [5000, 5999, 'retail'],
  [1520, 2842, 'services'],
  [4900, 4900, 'services'],
  [7200, 7829, 'services'],
  [8100, 8999, 'services'],
];

export function categoryOf(mcc: string): Category {
  const code = Number(mcc);
  return ranges.find(([from, to]) => code >= from && code <= to)?.[2] ?? 'other';
}
