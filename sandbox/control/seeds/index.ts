import type { z } from 'zod';
import type { Bench } from '../bench.ts';
import { badRequest } from '../errors.ts';
import type { Seed, Seeded } from '../model/seed.ts';
import { planBorrowers } from './borrowers.ts';
import { planAccounts, planClients, planInstruments } from './investing.ts';
import { planApplications, planPersons } from './onboardings.ts';
import { planOrders } from './orders.ts';
import type { Known, Plan } from './plan.ts';

type Given = z.output<typeof Seed>;

const NOTHING: Plan = { issues: [], apply: () => [] };

/** Adds all objects of a seed. Throws, with all that is wrong, before anything is added. */
export function plant(bench: Bench, seed: Given): z.output<typeof Seeded> {
  const known: Known = { instruments: new Set(), clients: new Set(), accounts: new Map() };
  const planned = <T>(rows: T[] | undefined, plan: (rows: T[]) => Plan): Plan =>
    rows && rows.length > 0 ? plan(rows) : NOTHING;
  const plans = {
    instruments: planned(seed.instruments, (rows) => planInstruments(bench.fondo, rows, known)),
    clients: planned(seed.clients, (rows) => planClients(bench.fondo, rows, known)),
    accounts: planned(seed.accounts, (rows) => planAccounts(bench.fondo, rows, known)),
    orders: planned(seed.orders, (rows) => planOrders(bench.fondo, rows, known)),
    persons: planned(seed.persons, (rows) => planPersons(bench.payex, rows)),
    applications: planned(seed.applications, (rows) => planApplications(bench.payex, rows)),
    borrowers: planned(seed.borrowers, (rows) => planBorrowers(bench.aarthik, rows)),
  };
  const issues = Object.values(plans).flatMap((plan) => plan.issues);
  if (issues.length > 0) return badRequest(issues);
  plans.persons.apply();
  return {
    instruments: plans.instruments.apply(),
    clients: plans.clients.apply(),
    accounts: plans.accounts.apply(),
    orders: plans.orders.apply(),
    applications: plans.applications.apply(),
    loanJourneys: plans.borrowers.apply(),
  };
}
