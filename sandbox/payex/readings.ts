/** Where the published page can be read in more than one way, the sandbox can be switched to each, while it runs. */
export interface PayexVariants {
  /** The list of links: what can be done now, everything whatever the status, always empty, or not there. */
  operations: 'filled' | 'all' | 'empty' | 'absent';
  /** `kycAnswers`, `signBankidSe` and an offer's `applications`: an address, the object itself, or not there. */
  subResources: 'address' | 'object' | 'absent';
  /** `kycAnswers` before there are any: an address, an object without answers, null, or not there. */
  unansweredKyc: 'address' | 'empty' | 'null' | 'absent';
  /** Spelling of a problem's members: `type` or `Type`. */
  problemNames: 'lower' | 'capitalised';
  /** Which level of a KYC question carries `subQuestions`. */
  subQuestionsPlace: 'answer' | 'question' | 'possibleAnswer';
  /** Statuses, hints and languages that the contract does not list, members it does not know, and nulls. */
  unknownValues: boolean;
  /** A demo person signs (and fills in the KALP form) unless a test steers the signing. Read as a signing starts. */
  autoSign: boolean;
  /** begin-sign-mitid-dk answers `{}`, as in the page's example. */
  mitidUrlMissing: boolean;
  /** `createdAccount` shows from the start, as in the page's example. */
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
