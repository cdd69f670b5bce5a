/** The published operations as typed documents, with the types of their variables, answers, enums and inputs. */
export * from './generated/documents.ts';
