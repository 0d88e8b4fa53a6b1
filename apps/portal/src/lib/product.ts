/** The product's name, which is not translated. */
export const product = 'Atlanticfrewaycard';
