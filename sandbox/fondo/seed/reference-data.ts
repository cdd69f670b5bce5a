/** Custodians from which holdings can be transferred. */
export const CUSTODIANS = [
  { id: 'avanza', name: 'Avanza Bank' },
  { id: 'nordnet', name: 'Nordnet Bank' },
  { id: 'swedbank', name: 'Swedbank' },
  { id: 'handelsbanken', name: 'Handelsbanken' },
  { id: 'seb', name: 'SEB' },
  { id: 'nordea', name: 'Nordea' },
];

/** Banks of the linked bank accounts: name, id in the IBAN, clearing number. */
export const BANKS = [
  { name: 'Swedbank', iban: '800', clearingNumber: '8105' },
  { name: 'SEB', iban: '500', clearingNumber: '5231' },
  { name: 'Handelsbanken', iban: '600', clearingNumber: '6112' },
  { name: 'Nordea', iban: '300', clearingNumber: '3300' },
] as const;

export const FIRST_NAMES = ['Alma', 'Nils', 'Ebba', 'Oskar', 'Maja', 'Viktor', 'Saga', 'Hugo', 'Elsa', 'Axel', 'Freja'];
export const LAST_NAMES = ['Lindqvist', 'Bergstrand', 'Hedlund', 'Sjögren', 'Åkerman', 'Nordin', 'Wallin', 'Öberg'];
export const ACCOUNT_NAMES = ['Spar', 'Pension', 'Barnspar', 'Buffert', 'Huset', 'Resan', 'Långsiktigt'];

/** Number, name, ISIN without its check digit, currency, price, unit decimals, ongoing cost in percent. */
export type FundRow = readonly [
  name: string,
  isin: string,
  currency: string,
  price: number,
  decimals: number,
  cost: number,
];
export const FUNDS: readonly FundRow[] = [
  ['Habibi Sverige Index', 'SE001219301', 'SEK', 140.15, 7, 0.2],
  ['Habibi Global Index', 'SE000081079', 'SEK', 312.4821, 7, 0.25],
  ['Norrsken Småbolag Sverige', 'SE000441207', 'SEK', 871.034, 4, 1.4],
  ['Norrsken Ränta Kort', 'SE000441215', 'SEK', 104.2217, 4, 0.15],
  ['Norrsken Ränta Lång', 'SE000441223', 'SEK', 98.7703, 4, 0.35],
  ['Mälaren Sverige Fokus', 'SE000570118', 'SEK', 412.9, 4, 1.3],
  ['Mälaren Norden', 'SE000570126', 'SEK', 255.6148, 4, 1.35],
  ['Mälaren Europa', 'SE000570134', 'SEK', 187.3305, 4, 1.4],
  ['Mälaren USA', 'SE000570142', 'SEK', 529.0712, 4, 1.2],
  ['Mälaren Asien', 'SE000570159', 'SEK', 163.8894, 4, 1.6],
  ['Mälaren Tillväxtmarknader', 'SE000570167', 'SEK', 121.4406, 4, 1.65],
  ['Skärgård Teknik', 'SE000712330', 'SEK', 944.5529, 4, 1.5],
  ['Skärgård Hälsovård', 'SE000712348', 'SEK', 388.1267, 4, 1.5],
  ['Skärgård Hållbar Energi', 'SE000712355', 'SEK', 76.3318, 4, 1.55],
  ['Skärgård Fastighet', 'SE000712363', 'SEK', 214.7789, 4, 1.4],
  ['Skärgård Räntebärande', 'SE000712371', 'SEK', 110.0456, 4, 0.4],
  ['Fjäll Balanserad', 'SE000830451', 'SEK', 176.5093, 4, 0.95],
  ['Fjäll Försiktig', 'SE000830469', 'SEK', 132.8871, 4, 0.75],
  ['Fjäll Offensiv', 'SE000830477', 'SEK', 244.9318, 4, 1.1],
  ['Fjäll Företagsobligation', 'SE000830485', 'SEK', 107.6652, 4, 0.8],
  ['Vasa Global Utdelning', 'SE001104523', 'SEK', 199.1084, 4, 1.25],
  ['Vasa Sverige Utdelning', 'SE001104531', 'SEK', 288.4471, 4, 1.2],
  ['Vasa Realränta', 'SE001104549', 'SEK', 101.9927, 4, 0.3],
  ['Vasa Penningmarknad', 'SE001104556', 'SEK', 100.7718, 4, 0.1],
  ['Götaland Småbolag Norden', 'SE001297714', 'SEK', 667.2039, 4, 1.45],
  ['Götaland Sverige', 'SE001297722', 'SEK', 354.0812, 4, 1.0],
  ['Götaland Världen', 'SE001297730', 'SEK', 218.6647, 4, 1.15],
  ['Svealand Hedge', 'SE001405511', 'SEK', 1320.4408, 4, 1.0],
  ['Svealand Multistrategi', 'SE001405529', 'SEK', 1188.0295, 4, 1.2],
  ['Svealand Råvaror', 'SE001405537', 'SEK', 92.1154, 4, 1.3],
  ['Stängd Sverige Mikrobolag', 'SE001502218', 'SEK', 2204.7713, 4, 1.6],
  ['Avvecklad Rysslandsfond', 'SE001502226', 'SEK', 12.4402, 4, 2.0],
  ['Fjord Norge Aksje', 'NO001010323', 'NOK', 3120.5517, 4, 1.3],
  ['Fjord Norge Rente', 'NO001010331', 'NOK', 1044.7708, 4, 0.4],
  ['Fjord Energi', 'NO001010349', 'NOK', 812.3396, 4, 1.5],
  ['Fjord Hedge', 'NO001010356', 'NOK', 1502.0034, 4, 1.2],
  ['Lux Europe Quality', 'LU019211830', 'EUR', 48.2207, 4, 0.9],
  ['Lux Euro Bond', 'LU019211848', 'EUR', 21.7735, 4, 0.45],
  ['Lux World Climate', 'LU019211855', 'EUR', 64.0918, 3, 1.05],
  ['Lux Emerging Debt', 'LU019211863', 'EUR', 17.3362, 3, 1.1],
];

/**
 * Funds closed for subscription, funds closed for redemption, and complex funds that require an appropriateness test.
 */
export const NOT_BUYABLE: ReadonlySet<string> = new Set(['Stängd Sverige Mikrobolag', 'Avvecklad Rysslandsfond']);
export const NOT_SELLABLE: ReadonlySet<string> = new Set(['Avvecklad Rysslandsfond', 'Svealand Råvaror']);
export const COMPLEX: ReadonlySet<string> = new Set(['Svealand Hedge', 'Svealand Multistrategi', 'Fjord Hedge']);
