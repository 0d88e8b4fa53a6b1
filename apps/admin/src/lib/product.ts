export const product = 'Atlanticfrewaycard';
