/** The two ends of a card's gradient; white text keeps 4.5:1 on both. */
interface CardGradient {
  from: string;
  to: string;
}

const gradients = {
  atlantic: { from: '#0f7482', to: '#062f3a' },
  blue: { from: '#2f62c9', to: '#12234f' },
  indigo: { from: '#4a4fc0', to: '#1d1b52' },
  violet: { from: '#6f4bb8', to: '#2b1950' },
  plum: { from: '#8d3f78', to: '#3a1433' },
  coral: { from: '#b8453f', to: '#4f1519' },
  amber: { from: '#8f5f10', to: '#3b2206' },
  forest: { from: '#1b7549', to: '#07301f' },
  graphite: { from: '#46525a', to: '#14191d' },
  sky: { from: '#1f73a8', to: '#0b2b48' },
} as const satisfies Record<string, CardGradient>;

export type CardColor = keyof typeof gradients;

export const cardColors = Object.keys(gradients) as CardColor[];

/** Names of Mantine's palette that a program may carry, and the nearest colour of ours. */
const aliases: Readonly<Record<string, CardColor>> = {
  teal: 'atlantic',
  cyan: 'sky',
  green: 'forest',
  lime: 'forest',
  grape: 'plum',
  pink: 'plum',
  red: 'coral',
  orange: 'amber',
  yellow: 'amber',
  gray: 'graphite',
  dark: 'graphite',
  slate: 'graphite',
  black: 'graphite',
  navy: 'blue',
  ocean: 'atlantic',
};

/** The gradient of a program's colour; a name we do not know gets the product's own. */
export function gradientOf(color: string): CardGradient {
  const name = color.toLowerCase();
  return gradients[(aliases[name] ?? name) as CardColor] ?? gradients.atlantic;
}
