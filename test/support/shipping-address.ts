/** Where the orders of tests go. */
export const shippingAddress = {
  name: 'Ada Lovelace',
  line1: '12 Linden Street',
  city: 'Berlin',
  country: 'DE',
};
