/** Alternative interpretations of ambiguous documentation; each can be switched at runtime. */
export interface PayexVariants {
  /** The list of links: available operations, all operations regardless of status, always empty, or absent. */
  operations: 'filled' | 'all' | 'empty' | 'absent';
  /** `kycAnswers`, `signBankidSe` and an offer's `applications`: a URL, the embedded object, or absent. */
  subResources: 'address' | 'object' | 'absent';
  /** `kycAnswers` before there are any: a URL, an object without answers, null, or absent. */
  unansweredKyc: 'address' | 'empty' | 'null' | 'absent';
  /** Spelling of a problem's members: `type` or `Type`. */
  problemNames: 'lower' | 'capitalised';
  /** Which level of a KYC question carries `subQuestions`. */
  subQuestionsPlace: 'answer' | 'question' | 'possibleAnswer';
  /** Statuses, hints and languages not listed in the contract, unknown members, and nulls. */
  unknownValues: boolean;
  /**
   * Signs (and submits the KALP form) automatically unless a test controls the signing. Evaluated when a signing
   * starts.
   */
  autoSign: boolean;
  /** begin-sign-mitid-dk returns `{}`, as in the example of the documentation. */
  mitidUrlMissing: boolean;
  /** `createdAccount` is present from the start, as in the example of the documentation. */
  createdAccountEarly: boolean;
}

export const DEFAULT_VARIANTS: Readonly<PayexVariants> = {
  operations: 'filled',
  subResources: 'address',
  unansweredKyc: 'absent',
  problemNames: 'lower',
  subQuestionsPlace: 'possibleAnswer',
  unknownValues: false,
  autoSign: true,
  mitidUrlMissing: false,
  createdAccountEarly: false,
};
