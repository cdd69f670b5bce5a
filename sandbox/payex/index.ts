import { timingSafeEqual } from 'node:crypto';
import type { SimulatorOptions } from '../kit/options.ts';
import { contractOf } from '../kit/contract.ts';
import { startProviderServer } from '../kit/provider-server.ts';
import type { SandboxResponse, ProviderServer, SandboxRequest } from '../kit/provider.ts';
import { createCallbacks } from './callbacks.ts';
import { OnboardingService } from './onboarding-service.ts';
import { ledgerHandlers } from './handlers.ts';
import { Ledger } from './ledger.ts';
import { createPages } from './pages.ts';
import { problemWriter, Refusal, refusalOf, type ProblemCode } from './problems.ts';
import { DEFAULT_VARIANTS, type PayexVariants } from './variants.ts';
import { createRenderer } from './render.ts';
import { seed } from './seed.ts';
import { stepHandlers } from './steps.ts';

export { DEFAULT_VARIANTS, type PayexVariants } from './variants.ts';
export * from './test-data.ts';

export interface PayexOptions extends SimulatorOptions {
  readonly ownerNo?: string;
  readonly token?: string;
  /** API version in the paths. */
  readonly apiVersion?: 'v1' | 'v2';
  readonly variants?: Partial<PayexVariants>;
}

export interface PayexSandbox extends ProviderServer {
  readonly credentials: { readonly ownerNo: string; readonly token: string };
  /** Mutable at runtime. */
  readonly variants: PayexVariants;
  /** Current customers, accounts and onboardings. */
  readonly state: Ledger;
  /** Makes applications and moves them. */
  readonly service: OnboardingService;
  /** The person opens the BankID app. This and the next three methods disable the automatic signing. */
  openApp(id: string): void;
  sign(id: string): void;
  userCancel(id: string): void;
  signByOther(id: string): void;
  /** Calls a callback address `times` times; the status of each answer. */
  call(callbackUrl: string, times: number): Promise<(number | undefined)[]>;
  /** Everything as at the start; `'nothing'`: without the two seeded applications. */
  reset(size?: 'nothing'): void;
  /** Evicts an application or a limit upgrade from the cache: reads return 404 `resource-unavailable`. */
  lapse(id: string): void;
  /**
   * Makes an operation fail with a problem listed in its contract, `times` times (default 1). Returns a cancel
   * function.
   */
  problem(operationId: string, status: number, type: ProblemCode, times?: number): () => void;
}

/** Starts the simulator of a PayEx ledger on the loopback interface. */
export async function startPayexSandbox(options: PayexOptions): Promise<PayexSandbox> {
  const { clock, port = 0, ownerNo = '591', token = 'payex-sandbox-reference-token', apiVersion = 'v1' } = options;
  const variants: PayexVariants = { ...DEFAULT_VARIANTS, ...options.variants };
  const base = `/ledger/account-onboarding/${apiVersion}/${ownerNo}`;
  const ledger = new Ledger(clock);
  const callbacks = createCallbacks();
  const service = new OnboardingService(clock, ledger, variants, callbacks);
  const render = createRenderer(base, variants, ledger);
  const toAnswer = problemWriter(apiVersion, () => variants.problemNames === 'capitalised');
  const pageUrl = (page: string, key: string): string => `${server.url}/hosted/${page}/${key}`;
  const handlers: Record<string, (request: SandboxRequest) => SandboxResponse> = {};
  const all = {
    ...ledgerHandlers(ledger, service, render, base),
    ...stepHandlers(ledger, service, render, variants, pageUrl),
  };
  for (const [id, handler] of Object.entries(all)) {
    handlers[id] = (request) => {
      try {
        return handler(request);
      } catch (error) {
        if (error instanceof Refusal) return toAnswer(request.operation, error);
        throw error;
      }
    };
  }
  seed(service, ledger);

  const authorization = Buffer.from(`Bearer ${token}`);
  const server = await startProviderServer(
    {
      provider: 'payex',
      handlers,
      authenticate({ operation, headers, params }) {
        const sent = Buffer.from(headers['authorization']?.toString() ?? '');
        const known = sent.length === authorization.length && timingSafeEqual(sent, authorization);
        return known && params['ownerNo'] === ownerNo
          ? undefined
          : toAnswer(operation, new Refusal(401, 'unauthorized'));
      },
      refuse(request, violations) {
        const refusal = refusalOf(request.operation, violations);
        if (refusal) return toAnswer(request.operation, refusal);
        return handlers[request.operation.id]!(request); // the operation lists no validation problem
      },
      unknown: () => ({ status: 404, type: 'application/problem+json', body: { title: 'Not found', status: 404 } }),
      page: createPages(ledger, service),
      alias: (path) => toContractPath(path, apiVersion),
    },
    port,
  );

  const operationOf = (id: string) => {
    const operation = contractOf('payex').operations.find((one) => one.id === id);
    if (!operation) throw new Error(`No operation ${id}`);
    return operation;
  };
  return {
    ...server,
    credentials: { ownerNo, token },
    variants,
    state: ledger,
    service,
    call: (callbackUrl, times) => callbacks.sendNow(callbackUrl, times),
    reset(size) {
      server.reset();
      ledger.reset();
      Object.assign(variants, DEFAULT_VARIANTS, options.variants);
      if (size !== 'nothing') seed(service, ledger);
    },
    openApp: (id) => service.steer(id).openApp(),
    sign: (id) => service.steer(id).sign(),
    userCancel: (id) => service.steer(id).userCancel(),
    signByOther: (id) => service.steer(id).signByOther(),
    lapse(id) {
      const onboarding = ledger.onboardings.get(id);
      if (!onboarding) throw new Error(`No onboarding ${id}`);
      onboarding.lapsed = true;
    },
    problem: (id, status, type, times = 1) =>
      server.fault({ operation: id, times, answer: toAnswer(operationOf(id), new Refusal(status, type)) }),
    async [Symbol.asyncDispose]() {
      callbacks.stop();
      await server[Symbol.asyncDispose]();
    },
  };
}

/** The contract writes v1; a ledger with another version is served under that version only. */
function toContractPath(path: string, version: string): string {
  const found = /^(\/ledger\/(?:public-account-onboarding-callback|account-onboarding)\/)([^/]+)(\/.*)$/.exec(path);
  if (!found || version === 'v1') return path;
  const [, api = '', asked, rest = ''] = found;
  return asked === version ? `${api}v1${rest}` : '/';
}
