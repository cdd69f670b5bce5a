import { builder } from '../kit/builder.ts';

const GoldLoanBorrowerKind = builder.enumType('GoldLoanBorrowerKind', {
  description: 'Kind of borrower.',
  values: {
    INDIVIDUAL: { value: 'individual', description: 'A person.' },
    NON_INDIVIDUAL: { value: 'non-individual', description: 'A firm or another body.' },
  } as const,
});

const GoldPurity = builder.enumType('GoldPurity', {
  description: 'Fineness of gold, in carats.',
  values: {
    K24: { value: '24K', description: '24 carats.' },
    K22: { value: '22K', description: '22 carats.' },
    K21: { value: '21K', description: '21 carats.' },
    K18: { value: '18K', description: '18 carats.' },
    K14: { value: '14K', description: '14 carats.' },
    K9: { value: '9K', description: '9 carats.' },
  } as const,
});

const GoldLoanPurpose = builder.enumType('GoldLoanPurpose', {
  description: 'What a gold loan is for.',
  values: {
    MARRIAGE: { value: 'marriage', description: 'A marriage.' },
    FAMILY_FUNCTIONS: { value: 'familyFunctions', description: 'Family occasions.' },
    MEDICAL_TREATMENT_AND_EMERGENCIES: { value: 'medicalTreatmentAndEmergencies', description: 'Medical care.' },
    TRAVEL_EDUCATION_EXPENSES: { value: 'travelEducationExpenses', description: 'Travel or education.' },
    BUSINESS_EXPANSION: { value: 'businessExpansion', description: 'A business.' },
    AGRICULTURE_AND_FARMING: { value: 'agricultureAndFarming', description: 'Farming.' },
    CONSUMER_DURABLE_PURCHASE: { value: 'consumerDurablePurchase', description: 'Household goods.' },
    EDUCATION: { value: 'education', description: 'Education.' },
    TRAVEL: { value: 'travel', description: 'Travel.' },
    HEALTH: { value: 'health', description: 'Health.' },
  } as const,
});

export const GoldLoanInput = builder.inputType('GoldLoanInput', {
  description: 'The jewellery and the loan against it. Only with the type `GOLD_LOAN`.',
  fields: (t) => ({
    borrowerKind: t.field({ type: GoldLoanBorrowerKind, description: 'Kind of borrower.' }),
    constitution: t.string({ description: 'Legal form of a borrower who is no person.' }),
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
