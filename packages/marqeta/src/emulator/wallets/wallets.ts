/** The wallets that ask for tokens. Networks keep the list of requestor ids (wire-format §5.11); these are Visa's. */
export const WALLETS = {
  APPLE_PAY: { requestorId: '40010030273', tokenType: 'DEVICE_SECURE_ELEMENT' },
  ANDROID_PAY: { requestorId: '40010075001', tokenType: 'DEVICE_CLOUD_BASED' },
  SAMSUNG_PAY: { requestorId: '40010043095', tokenType: 'DEVICE_SECURE_ELEMENT' },
} as const;
export type Wallet = keyof typeof WALLETS;
export const WALLET_NAMES = Object.keys(WALLETS) as readonly Wallet[];

export const DEVICE_TYPES = ['MOBILE_PHONE', 'WATCH', 'TABLET', 'WEARABLE_DEVICE', 'HOUSEHOLD_DEVICE', 'AUTOMOBILE_DEVICE'] as const;
