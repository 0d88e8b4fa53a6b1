import type { Acceptor } from '../network/terms.ts';
import type { StoryName } from './stories.ts';

/** An invented merchant, and what people do there. Amounts in cents of the card's currency. */
export interface Merchant {
  readonly key: string;
  readonly acceptor: Acceptor;
  readonly online: boolean;
  readonly from: number;
  readonly to: number;
  readonly stories: readonly StoryName[];
}

type Row = readonly [name: string, mcc: string, city: string, state: string, country: string, from: number, to: number, story: string];

/** Story: `s` simple, `o` online, `t` tip, `h` hotel, `f` fuel, `r` now and then given back, `v` now and then reversed. */
const ROWS: readonly Row[] = [
  ['Cedar & Main Coffee', '5814', 'Boston', 'MA', 'USA', 380, 2_400, 't'],
  ['Blue Anchor Diner', '5812', 'Portland', 'ME', 'USA', 1_400, 9_800, 't'],
  ['Tanoshii Ramen', '5812', 'New York', 'NY', 'USA', 1_650, 8_200, 't'],
  ['Granite Street Grill', '5812', 'Quincy', 'MA', 'USA', 2_200, 18_400, 't'],
  ['Harvest Bowl', '5814', 'Cambridge', 'MA', 'USA', 1_150, 4_600, 's'],
  ['Mercado do Bairro', '5411', 'Lisboa', '', 'PRT', 900, 14_500, 's'],
  ['Tasca da Ribeira', '5812', 'Porto', '', 'PRT', 1_100, 7_800, 's'],
  ['Padaria Aurora', '5462', 'Lisboa', '', 'PRT', 240, 2_900, 's'],
  ['Northgate Market', '5411', 'Hartford', 'CT', 'USA', 1_800, 21_000, 's'],
  ['Corner Pantry', '5499', 'Somerville', 'MA', 'USA', 600, 5_200, 's'],
  ['Vinegar Hill Catering', '5811', 'Brooklyn', 'NY', 'USA', 9_000, 68_000, 's'],
  ['Paperwright Office', '5943', 'Worcester', 'MA', 'USA', 1_200, 38_000, 'r'],
  ['Quill & Binder', '5111', 'Providence', 'RI', 'USA', 2_400, 52_000, 'r'],
  ['Lumen Furniture', '5712', 'Albany', 'NY', 'USA', 8_900, 148_000, 'r'],
  ['Big Harbor Warehouse', '5310', 'Dedham', 'MA', 'USA', 3_500, 42_000, 'r'],
  ['Swiftline Parcel', '4215', 'Newark', 'NJ', 'USA', 1_100, 16_500, 's'],
  ['Cloudpine Software', '5734', 'Seattle', 'WA', 'USA', 1_200, 89_000, 'o'],
  ['Nimbus Compute', '7372', 'Seattle', 'WA', 'USA', 4_500, 240_000, 'o'],
  ['Ledgerline', '7372', 'Austin', 'TX', 'USA', 2_900, 39_000, 'o'],
  ['Figment Design', '7372', 'San Francisco', 'CA', 'USA', 1_500, 18_000, 'o'],
  ['Pingwell Monitoring', '4816', 'Denver', 'CO', 'USA', 1_900, 24_000, 'o'],
  ['Sendrake Mail', '4816', 'Chicago', 'IL', 'USA', 1_495, 32_000, 'o'],
  ['Appledore Media', '5815', 'Cupertino', 'CA', 'USA', 299, 2_499, 'o'],
  ['Sandbox Arcade', '5816', 'Bellevue', 'WA', 'USA', 999, 6_999, 'o'],
  ['Kitebird Apps', '5817', 'San Jose', 'CA', 'USA', 499, 14_900, 'o'],
  ['Stockpile Images', '5818', 'New York', 'NY', 'USA', 2_900, 29_900, 'o'],
  ['Ferrum Electronics', '5732', 'Nashua', 'NH', 'USA', 2_900, 129_900, 'r'],
  ['Circuit Yard', '5065', 'Austin', 'TX', 'USA', 1_800, 74_000, 'o'],
  ['Rackworks', '5045', 'San Jose', 'CA', 'USA', 9_900, 189_000, 'o'],
  ['Brightbolt Industrial', '5085', 'Cleveland', 'OH', 'USA', 2_100, 96_000, 's'],
  ['Anvil & Sons Hardware', '5251', 'Lowell', 'MA', 'USA', 450, 28_000, 'r'],
  ['Timber Depot', '5200', 'Manchester', 'NH', 'USA', 1_900, 64_000, 'r'],
  ['Fastener House', '5072', 'Springfield', 'MA', 'USA', 900, 18_000, 's'],
  ['Northwind Airways', '3102', 'Boston', 'MA', 'USA', 14_900, 98_000, 'v'],
  ['Atlantic Wings', '3180', 'Lisboa', '', 'PRT', 8_900, 74_000, 'v'],
  ['Harbor View Hotel', '3520', 'Baltimore', 'MD', 'USA', 18_900, 64_000, 'h'],
  ['The Wexford', '3604', 'Chicago', 'IL', 'USA', 21_500, 89_000, 'h'],
  ['Pousada do Cais', '7011', 'Porto', '', 'PRT', 9_800, 42_000, 'h'],
  ['Lakeside Inn', '7011', 'Burlington', 'VT', 'USA', 12_900, 41_000, 'h'],
  ['Metro Ride', '4121', 'New York', 'NY', 'USA', 850, 8_900, 's'],
  ['Zipcab', '4121', 'Boston', 'MA', 'USA', 720, 6_400, 't'],
  ['Táxis do Tejo', '4121', 'Lisboa', '', 'PRT', 550, 3_800, 's'],
  ['Bay Transit', '4111', 'Boston', 'MA', 'USA', 240, 9_000, 's'],
  ['Coastline Rail', '4112', 'New Haven', 'CT', 'USA', 2_900, 28_400, 'v'],
  ['Roadrunner Coaches', '4131', 'Albany', 'NY', 'USA', 1_900, 9_900, 's'],
  ['Wayfarer Travel', '4722', 'Miami', 'FL', 'USA', 12_000, 160_000, 'v'],
  ['Keystone Car Rental', '7512', 'Philadelphia', 'PA', 'USA', 8_900, 62_000, 'h'],
  ['Gulfstream Fuel', '5541', 'Worcester', 'MA', 'USA', 2_800, 9_400, 'f'],
  ['Turnpike Gas', '5542', 'Natick', 'MA', 'USA', 2_400, 8_800, 'f'],
  ['Voltway Charging', '5552', 'Concord', 'NH', 'USA', 900, 4_800, 's'],
  ['The Rusty Cask', '5813', 'Boston', 'MA', 'USA', 1_400, 14_000, 't'],
  ['Lucky Lantern Casino', '7995', 'Atlantic City', 'NJ', 'USA', 5_000, 90_000, 's'],
  ['Coinbridge Exchange', '6051', 'New York', 'NY', 'USA', 5_000, 120_000, 'o'],
  ['Whitby Print Shop', '2741', 'Salem', 'MA', 'USA', 3_900, 64_000, 's'],
  ['Beacon Courier', '4214', 'Boston', 'MA', 'USA', 1_400, 9_800, 's'],
  ['Signalfire Conferences', '7399', 'Austin', 'TX', 'USA', 24_900, 189_000, 'o'],
  ['Adgrove', '7311', 'Dublin', '', 'IRL', 5_000, 150_000, 'o'],
  ['Clearwater Cleaning', '7349', 'Boston', 'MA', 'USA', 8_900, 34_000, 's'],
  ['Parkade 12', '7523', 'Boston', 'MA', 'USA', 600, 4_200, 's'],
  ['Evergreen Pharmacy', '5912', 'Cambridge', 'MA', 'USA', 480, 6_900, 's'],
];

const STORIES: Readonly<Record<string, readonly StoryName[]>> = {
  s: ['simple'],
  o: ['simple'],
  t: ['tip', 'tip', 'simple'],
  h: ['hotel'],
  f: ['fuel'],
  r: ['simple', 'simple', 'simple', 'simple', 'refund'],
  v: ['simple', 'simple', 'simple', 'reversal'],
};

function merchantOf([name, mcc, city, state, country, from, to, story]: Row, index: number): Merchant {
  const key = name
    .normalize('NFD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/(^-|-$)/g, '');
  return {
    key,
    online: story === 'o' || mcc.startsWith('31'),
    from,
    to,
    stories: STORIES[story] ?? ['simple'],
    acceptor: {
      mid: String(880_000_000_000 + index * 7_919),
      mcc,
      name,
      city,
      state,
      postal_code: country === 'USA' ? String(10_000 + index * 331).slice(0, 5) : '1100-200',
      country_code: country,
      street_address: `${12 + index} ${country === 'PRT' ? 'Rua Direita' : 'Main Street'}`,
    },
  };
}

/** The catalogue that page, shoppers and the product's demo buy from. */
export const MERCHANTS: readonly Merchant[] = ROWS.map(merchantOf);
