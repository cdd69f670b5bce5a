import { randomUUID } from 'node:crypto';
import { Checks } from '../../datasources/kit/checks.ts';
import { isValidIBAN } from 'ibantools';
import { canonicalUuid, isUuid } from '../../datasources/kit/uuid.ts';
import type { ClientUpdateRequest } from '../../datasources/fondo/types.ts';
import { ServiceType } from './account.ts';
import { builder } from '../kit/builder.ts';
import { Client } from './client.ts';
import { segmentsOf } from '../kit/global-id.ts';
import { expected } from '../kit/problem.ts';

const MAX_TEXT = 255;

const FeeAccountInput = builder.inputType('FeeAccountInput', {
  description: 'Where one kind of fee is paid to.',
  fields: (t) => ({
    feeType: t.string({ required: true, description: 'Kind of fee, as Fondo names it: `client_fee_ongoing`.' }),
    iban: t.string({ required: true, description: 'IBAN without spaces, ISO 13616.' }),
  }),
});

const CreateClientInput = builder.inputType('CreateClientInput', {
  description: 'A new client: a legal entity that holds powers of attorney.',
  fields: (t) => ({
    id: t.id({
      description:
        'Id of your choice, a UUID. The gateway uses it to find a client whose response was lost. Default: generated.',
    }),
    name: t.string({ required: true, description: 'Legal name.' }),
    displayName: t.string({ required: true, description: 'Name that end investors see in journeys.' }),
    registrationNumber: t.string({ required: true, description: 'Company registration number.' }),
    country: t.field({ type: 'CountryCode', required: true, description: 'Country of registration.' }),
    serviceTypes: t.field({ type: [ServiceType], required: true, description: 'Services that it offers.' }),
    feeAccounts: t.field({ type: [FeeAccountInput], description: 'Where its fees are paid to; no kind twice.' }),
  }),
});

const UpdateClientInput = builder.inputType('UpdateClientInput', {
  description: 'Changes of a client. Omitted fields are not changed; a list replaces the previous one.',
  fields: (t) => ({
    client: t.id({ required: true, description: 'The client.' }),
    name: t.string({ description: 'Legal name.' }),
    displayName: t.string({ description: 'Name that end investors see in journeys.' }),
    registrationNumber: t.string({ description: 'Company registration number.' }),
    country: t.field({ type: 'CountryCode', description: 'Country of registration.' }),
    serviceTypes: t.field({ type: [ServiceType], description: 'Services that it offers.' }),
    feeAccounts: t.field({ type: [FeeAccountInput], description: 'Where its fees are paid to; no kind twice.' }),
  }),
});

type Members = Omit<typeof UpdateClientInput.$inferInput, 'client'>;

/** Checks the members that are given, and answers them in Fondo's words. */
function membersOf(checks: Checks, members: Members): ClientUpdateRequest {
  const { name, displayName, registrationNumber, country, serviceTypes, feeAccounts } = members;
  for (const [member, text] of Object.entries({ name, displayName, registrationNumber })) {
    const fits = text == null || (text.trim() !== '' && text.length <= MAX_TEXT);
    checks.expect(fits, `input.${member}`, `expected 1 to ${MAX_TEXT} characters`);
  }
  const services = serviceTypes?.map((value, at) => {
    const word = ServiceType.write(value);
    checks.expect(word !== undefined, `input.serviceTypes[${at}]`, 'expected a service other than UNKNOWN');
    return { accountServiceType: word ?? 'executionOnly' } as const;
  });
  checks.expect(services?.length !== 0, 'input.serviceTypes', 'expected at least one service');
  const seen = new Set<string>();
  feeAccounts?.forEach(({ feeType, iban }, at) => {
    checks.expect(!seen.has(feeType), `input.feeAccounts[${at}].feeType`, 'expected no kind of fee twice');
    checks.expect(feeType !== '', `input.feeAccounts[${at}].feeType`, 'expected a kind of fee');
    checks.expect(
      isValidIBAN(iban),
      `input.feeAccounts[${at}].iban`,
      'expected an IBAN without spaces, of the length of its country and with valid check digits',
    );
    seen.add(feeType);
  });
  return {
    ...(name != null && { name }),
    ...(displayName != null && { displayName }),
    ...(registrationNumber != null && { crn: registrationNumber }),
    ...(country != null && { country }),
    ...(services && { serviceTypes: services }),
    ...(feeAccounts && { bankAccounts: feeAccounts.map(({ feeType, iban }) => ({ feeType, iban })) }),
  };
}

builder.mutationFields((t) => ({
  createClient: t.field({
    type: Client,
    errors: expected,
    description:
      'Creates a client of the partner: the legal entity below which accounts are opened. Sent once, never retried.',
    args: { input: t.arg({ type: CreateClientInput, required: true, description: 'The client.' }) },
    resolve: (_root, { input }, { fondo }) => {
      const { name, displayName, registrationNumber: crn, country } = input;
      const id = input.id == null ? randomUUID() : canonicalUuid(input.id);
      const checks = new Checks();
      checks.expect(isUuid(id), 'input.id', 'expected a UUID');
      const members = membersOf(checks, input);
      checks.done();
      const required = { name, displayName, crn, country, serviceTypes: members.serviceTypes ?? [] };
      return fondo.clients.create({ id, ...members, ...required });
    },
  }),
  updateClient: t.field({
    type: Client,
    errors: expected,
    description: 'Changes the names, country, fee accounts or services of a client.',
    args: { input: t.arg({ type: UpdateClientInput, required: true, description: 'The changes.' }) },
    resolve: (_root, { input }, { fondo }) => {
      const [client] = segmentsOf(input.client, 'Client', 'input.client');
      const checks = new Checks();
      const changes = membersOf(checks, input);
      checks.expect(Object.keys(changes).length > 0, 'input', 'expected at least one change');
      checks.done();
      return fondo.clients.update(client, changes);
    },
  }),
}));
