import { builder } from '../kit/builder.ts';
import { closedEnum } from '../kit/open-enum.ts';

const GoldLoanBorrowerKind = closedEnum('GoldLoanBorrowerKind', {
  description: 'Kind of borrower.',
  values: {
    individual: 'A person.',
    'non-individual': 'A firm or another body.',
  },
});

const GoldPurity = closedEnum('GoldPurity', {
  description: 'Fineness of gold, in carats.',
  values: {
    '24K': '24 carats.',
    '22K': '22 carats.',
    '21K': '21 carats.',
    '18K': '18 carats.',
    '14K': '14 carats.',
    '9K': '9 carats.',
  },
  names: { '24K': 'K24', '22K': 'K22', '21K': 'K21', '18K': 'K18', '14K': 'K14', '9K': 'K9' },
});

const GoldLoanPurpose = closedEnum('GoldLoanPurpose', {
  description: 'What a gold loan is for.',
  values: {
    marriage: 'A marriage.',
    familyFunctions: 'Family occasions.',
    medicalTreatmentAndEmergencies: 'Medical care.',
    travelEducationExpenses: 'Travel or education.',
    businessExpansion: 'A business.',
    agricultureAndFarming: 'Farming.',
    consumerDurablePurchase: 'Household goods.',
    education: 'Education.',
    travel: 'Travel.',
    health: 'Health.',
  },
});

export const GoldLoanInput = builder.inputType('GoldLoanInput', {
  description: 'The jewellery and the loan against it. Only with the type `GOLD_LOAN`.',
  fields: (t) => ({
    borrowerKind: t.field({ type: GoldLoanBorrowerKind, description: 'Kind of borrower.' }),
    constitution: t.string({ description: 'Legal form of a borrower that is not a natural person.' }),
    weightGrams: t.field({ type: 'Decimal', description: 'Weight of the jewellery in grams, above 0.' }),
    purity: t.field({ type: GoldPurity, description: 'Fineness.' }),
    purpose: t.field({ type: GoldLoanPurpose, description: 'What the loan is for.' }),
    otherPurpose: t.string({
      description: "The provider's own word for a purpose that the list does not have yet; instead of `purpose`.",
    }),
    requestedAmount: t.field({ type: 'Decimal', description: 'Rupees, above 0, at most two decimals.' }),
  }),
});

const CreditBureau = builder.enumType('CreditBureau', {
  description: 'A credit bureau.',
  values: {
    EXPERIAN: { description: 'Experian.' },
    CIBIL: { description: 'TransUnion CIBIL.' },
    CRIF: { description: 'CRIF High Mark.' },
    EQUIFAX: { description: 'Equifax.' },
  } as const,
});

export const BureauReportInput = builder.inputType('BureauReportInput', {
  description: 'A credit report that you have pulled yourself. Needs `preferences.bureauConsent: true`.',
  fields: (t) => ({
    type: t.field({ type: CreditBureau, required: true, description: 'The bureau that issued it.' }),
    data: t.field({ type: 'JSON', required: true, description: 'The report as it came: a JSON object.' }),
    pulledAt: t.field({ type: 'DateTime', description: 'When you pulled it.' }),
    reportReference: t.string({ description: 'Your reference of the report.' }),
    consentReference: t.string({ description: 'Your reference of the consent.' }),
  }),
});
