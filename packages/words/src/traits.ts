import type { Locale } from './locale.ts';

/** How a card is used. */
export const CHANNELS = ['ONLINE', 'CHIP', 'CONTACTLESS', 'SWIPE', 'KEYED', 'ATM', 'RECURRING', 'WALLET'] as const;
export type Channel = (typeof CHANNELS)[number];

const CHANNEL_NAMES: Readonly<Record<Locale, Readonly<Record<Channel, string>>>> = {
  en: {
    ONLINE: 'online',
    CHIP: 'chip',
    CONTACTLESS: 'contactless',
    SWIPE: 'magnetic stripe',
    KEYED: 'keyed in',
    ATM: 'cash machine',
    RECURRING: 'recurring',
    WALLET: 'phone or watch',
  },
  'pt-PT': {
    ONLINE: 'em linha',
    CHIP: 'chip',
    CONTACTLESS: 'sem contacto',
    SWIPE: 'banda magnética',
    KEYED: 'digitado',
    ATM: 'caixa automático',
    RECURRING: 'recorrente',
    WALLET: 'telemóvel ou relógio',
  },
};

/** The code itself for one that is not known here. */
export function channelName(locale: Locale, channel: string): string {
  const names: Readonly<Record<string, string>> = CHANNEL_NAMES[locale];
  return names[channel] ?? channel;
}

/** Kinds of merchants, each over ranges of merchant category codes. */
export const MERCHANT_CATEGORIES = [
  'AIRLINES',
  'HOTELS',
  'CAR_RENTAL',
  'TAXIS_AND_RIDES',
  'PUBLIC_TRANSPORT',
  'PARKING',
  'TRAVEL_AGENCIES',
  'FUEL',
  'VEHICLES_AND_REPAIR',
  'RESTAURANTS',
  'BARS',
  'GROCERIES',
  'SOFTWARE_AND_CLOUD',
  'TELEPHONE_AND_INTERNET',
  'ADVERTISING',
  'OFFICE_SUPPLIES',
  'ELECTRONICS',
  'POSTAGE_AND_FREIGHT',
  'PROFESSIONAL_SERVICES',
  'EDUCATION',
  'HEALTH',
  'INSURANCE',
  'UTILITIES',
  'TAXES_AND_GOVERNMENT',
  'CLOTHING',
  'GENERAL_SHOPPING',
  'ENTERTAINMENT',
  'GAMBLING',
  'CASH_AND_TRANSFERS',
  'CHARITY',
] as const;
export type MerchantCategory = (typeof MERCHANT_CATEGORIES)[number];

const CATEGORY_NAMES: Readonly<Record<Locale, Readonly<Record<MerchantCategory, string>>>> = {
  en: {
    AIRLINES: 'airlines',
    HOTELS: 'hotels',
    CAR_RENTAL: 'car rental',
    TAXIS_AND_RIDES: 'taxis and rides',
    PUBLIC_TRANSPORT: 'public transport',
    PARKING: 'parking',
    TRAVEL_AGENCIES: 'travel agencies',
    FUEL: 'fuel',
    VEHICLES_AND_REPAIR: 'vehicles and repair',
    RESTAURANTS: 'restaurants',
    BARS: 'bars',
    GROCERIES: 'groceries',
    SOFTWARE_AND_CLOUD: 'software and cloud',
    TELEPHONE_AND_INTERNET: 'telephone and internet',
    ADVERTISING: 'advertising',
    OFFICE_SUPPLIES: 'office supplies',
    ELECTRONICS: 'electronics',
    POSTAGE_AND_FREIGHT: 'postage and freight',
    PROFESSIONAL_SERVICES: 'professional services',
    EDUCATION: 'education',
    HEALTH: 'health',
    INSURANCE: 'insurance',
    UTILITIES: 'utilities',
    TAXES_AND_GOVERNMENT: 'taxes and government',
    CLOTHING: 'clothing',
    GENERAL_SHOPPING: 'general shopping',
    ENTERTAINMENT: 'entertainment',
    GAMBLING: 'gambling',
    CASH_AND_TRANSFERS: 'cash and transfers',
    CHARITY: 'charity',
  },
  'pt-PT': {
    AIRLINES: 'companhias aéreas',
    HOTELS: 'hotéis',
    CAR_RENTAL: 'aluguer de automóveis',
    TAXIS_AND_RIDES: 'táxis e boleias',
    PUBLIC_TRANSPORT: 'transportes públicos',
    PARKING: 'estacionamento',
    TRAVEL_AGENCIES: 'agências de viagens',
    FUEL: 'combustível',
    VEHICLES_AND_REPAIR: 'veículos e reparações',
    RESTAURANTS: 'restaurantes',
    BARS: 'bares',
    GROCERIES: 'supermercados e mercearias',
    SOFTWARE_AND_CLOUD: 'software e nuvem',
    TELEPHONE_AND_INTERNET: 'telefone e internet',
    ADVERTISING: 'publicidade',
    OFFICE_SUPPLIES: 'material de escritório',
    ELECTRONICS: 'eletrónica',
    POSTAGE_AND_FREIGHT: 'correio e transporte de mercadorias',
    PROFESSIONAL_SERVICES: 'serviços profissionais',
    EDUCATION: 'educação',
    HEALTH: 'saúde',
    INSURANCE: 'seguros',
    UTILITIES: 'água, luz e gás',
    TAXES_AND_GOVERNMENT: 'impostos e Estado',
    CLOTHING: 'vestuário',
    GENERAL_SHOPPING: 'compras gerais',
    ENTERTAINMENT: 'lazer',
    GAMBLING: 'jogo',
    CASH_AND_TRANSFERS: 'dinheiro e transferências',
    CHARITY: 'solidariedade',
  },
};

/** The code itself for one that is not known here. */
export function categoryName(locale: Locale, category: string): string {
  const names: Readonly<Record<string, string>> = CATEGORY_NAMES[locale];
  return names[category] ?? category;
}

const countries = new Map<Locale, Intl.DisplayNames>();

/** By its two letters (ISO 3166-1). */
export function countryName(locale: Locale, alpha2: string): string {
  let names = countries.get(locale);
  if (names === undefined) countries.set(locale, (names = new Intl.DisplayNames([locale], { type: 'region', fallback: 'code' })));
  return /^[A-Z]{2}$/.test(alpha2) ? (names.of(alpha2) ?? alpha2) : alpha2;
}

const weekdays = new Map<string, Intl.DateTimeFormat>();

/** By its number: 1 is Monday. */
export function weekdayName(locale: Locale, day: number, width: 'long' | 'short' = 'long'): string {
  const key = locale + width;
  let format = weekdays.get(key);
  if (format === undefined) weekdays.set(key, (format = new Intl.DateTimeFormat(locale, { weekday: width, timeZone: 'UTC' })));
  // The first of January 2024 was a Monday.
  return format.format(Date.UTC(2024, 0, day));
}
