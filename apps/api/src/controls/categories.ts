/** Kinds of merchants that people think in, each over ranges of merchant category codes (ISO 18245). */
const CATEGORIES = {
  AIRLINES: ['3000-3350', '4511', '4582'],
  HOTELS: ['3501-3999', '7011', '7012'],
  CAR_RENTAL: ['3351-3500', '7512', '7513', '7519'],
  TAXIS_AND_RIDES: ['4121'],
  PUBLIC_TRANSPORT: ['4011', '4111', '4112', '4131', '4784', '4789'],
  PARKING: ['7523'],
  TRAVEL_AGENCIES: ['4722', '4723'],
  FUEL: ['5172', '5541', '5542', '5552', '5983'],
  VEHICLES_AND_REPAIR: ['5511-5533', '5551', '5561', '5571', '5592', '5598', '5599', '7531-7549'],
  RESTAURANTS: ['5811', '5812', '5814'],
  BARS: ['5813', '5921'],
  GROCERIES: ['5411', '5422', '5441', '5451', '5462', '5499'],
  SOFTWARE_AND_CLOUD: ['4816', '5734', '5815-5818', '7372', '7379'],
  TELEPHONE_AND_INTERNET: ['4812', '4813', '4814', '4821', '4899'],
  ADVERTISING: ['7311'],
  OFFICE_SUPPLIES: ['5021', '5044', '5111', '5943', '5978'],
  ELECTRONICS: ['5045', '5065', '5722', '5732'],
  POSTAGE_AND_FREIGHT: ['4214', '4215', '4225', '9402'],
  PROFESSIONAL_SERVICES: ['7361', '7392', '7399', '8111', '8911', '8931', '8999'],
  EDUCATION: ['8211', '8220', '8241', '8244', '8249', '8299'],
  HEALTH: ['5912', '8011-8099'],
  INSURANCE: ['5960', '6300', '6381', '6399'],
  UTILITIES: ['4900'],
  TAXES_AND_GOVERNMENT: ['9211', '9222', '9223', '9311', '9399'],
  CLOTHING: ['5611-5699', '7296'],
  GENERAL_SHOPPING: ['5300', '5309-5311', '5331', '5399', '5262', '5999'],
  ENTERTAINMENT: ['7829-7841', '7911-7933', '7941', '7991-7994', '7996-7999'],
  GAMBLING: ['7800-7802', '7995'],
  CASH_AND_TRANSFERS: ['4829', '6010-6012', '6050', '6051', '6211', '6532-6540'],
  CHARITY: ['8398', '8641', '8651', '8661'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type MerchantCategory = keyof typeof CATEGORIES;
export const MERCHANT_CATEGORIES = Object.keys(CATEGORIES) as MerchantCategory[];

export function isMerchantCategory(name: string): name is MerchantCategory {
  return Object.hasOwn(CATEGORIES, name);
}

/** The codes and ranges of these categories. */
export function mccsOfCategories(categories: readonly MerchantCategory[]): string[] {
  return categories.flatMap((category) => [...CATEGORIES[category]]);
}
