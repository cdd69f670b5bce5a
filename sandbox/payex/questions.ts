import type { Wire } from './wire.ts';

/** A text in the four languages of the contract. */
type Text = Readonly<Record<Wire['LanguageCode'], string>>;
const text = (Sv: string, En: string, No: string, Da: string): Text => ({ Sv, En, No, Da });

export interface Choice {
  readonly code: string;
  readonly text: Text;
  /** Follow-up questions if this answer is chosen. */
  readonly then?: readonly Question[];
}

export interface Question {
  readonly code: string;
  readonly text: Text;
  readonly type: 'single' | 'multi' | 'text';
  readonly required: boolean;
  readonly choices?: readonly Choice[];
  /** Regular expression for a text answer. */
  readonly pattern?: string;
}

const employment: Question = {
  code: 'employment',
  text: text(
    'Vilken är din sysselsättning?',
    'What is your occupation?',
    'Hva jobber du med?',
    'Hvad arbejder du med?',
  ),
  type: 'single',
  required: true,
  choices: [
    { code: 'selfemployed', text: text('Egen företagare', 'Self-employed', 'Selvstendig', 'Selvstændig') },
    { code: 'private_employee', text: text('Privatanställd', 'Private employee', 'Privat ansatt', 'Privatansat') },
    {
      code: 'goverment_employee',
      text: text('Offentligt anställd', 'Public employee', 'Offentlig ansatt', 'Offentligt ansat'),
    },
    { code: 'retired', text: text('Pensionär', 'Retired', 'Pensjonist', 'Pensionist') },
  ],
};

const monthlyIncome: Question = {
  code: 'monthlyincome',
  text: text(
    'Vad tjänar du per månad?',
    'What do you earn a month?',
    'Hva tjener du i måneden?',
    'Hvad tjener du om måneden?',
  ),
  type: 'single',
  required: true,
  choices: [
    { code: 'monthlyincomeinterval1', text: text('0–20 000', '0–20,000', '0–20 000', '0–20.000') },
    { code: 'monthlyincomeinterval2', text: text('20 000–40 000', '20,000–40,000', '20 000–40 000', '20.000–40.000') },
    { code: 'monthlyincomeinterval3', text: text('Över 40 000', 'Above 40,000', 'Over 40 000', 'Over 40.000') },
  ],
};

const pepRole: Question = {
  code: 'peprole',
  text: text('Vilken roll?', 'Which role?', 'Hvilken rolle?', 'Hvilken rolle?'),
  type: 'single',
  required: true,
  choices: [
    { code: 'self', text: text('Jag själv', 'I myself', 'Jeg selv', 'Jeg selv') },
    { code: 'relative', text: text('En nära anhörig', 'A close relative', 'Nær familie', 'Nær familie') },
  ],
};

const isPep: Question = {
  code: 'ispep',
  text: text(
    'Är du eller någon närstående i politiskt utsatt ställning?',
    'Are you, or is a relative of yours, a politically exposed person?',
    'Er du eller noen i familien en politisk eksponert person?',
    'Er du eller en nærtstående en politisk eksponeret person?',
  ),
  type: 'single',
  required: true,
  choices: [
    { code: 'true', text: text('Ja', 'Yes', 'Ja', 'Ja'), then: [pepRole] },
    { code: 'false', text: text('Nej', 'No', 'Nei', 'Nej') },
  ],
};

const fundsOrigin: Question = {
  code: 'fundsorigin',
  text: text(
    'Varifrån kommer pengarna som du betalar med?',
    'Where does the money that you repay with come from?',
    'Hvor kommer pengene du betaler med fra?',
    'Hvor kommer pengene, du betaler med, fra?',
  ),
  type: 'text',
  required: true,
  pattern: '^[^<>]{2,100}$',
};

const purpose: Question = {
  code: 'purpose',
  text: text(
    'Vad ska kontot användas till?',
    'What will you use the account for?',
    'Hva skal kontoen brukes til?',
    'Hvad skal kontoen bruges til?',
  ),
  type: 'multi',
  required: false,
  choices: [
    { code: 'purchases', text: text('Köp', 'Purchases', 'Kjøp', 'Køb') },
    { code: 'travel', text: text('Resor', 'Travel', 'Reiser', 'Rejser') },
    {
      code: 'invoices',
      text: text('Delbetala fakturor', 'Paying invoices in parts', 'Delbetale fakturaer', 'Afdrag på fakturaer'),
    },
  ],
};

/** One question of each kind: single choices (one with a follow-up), a text and a multiple choice. */
export const FULL_QUESTIONS: readonly Question[] = [employment, monthlyIncome, isPep, fundsOrigin, purpose];
export const SHORT_QUESTIONS: readonly Question[] = [employment, monthlyIncome, isPep];
