/** The body of a request, as far as the tests look at it. */
export interface Sent {
  readonly query?: string;
  readonly operationName?: string;
  readonly variables?: unknown;
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/** A `fetch` that notes what is sent, be it in the body or in the address. */
export function recording(): { readonly requests: Sent[]; readonly fetch: typeof fetch } {
  const requests: Sent[] = [];
  return {
    requests,
    fetch: (input, init) => {
      const search = new URL(input as string).searchParams;
      requests.push(
        typeof init?.body === 'string'
          ? (JSON.parse(init.body) as Sent)
          : (Object.fromEntries(search) as unknown as Sent),
      );
      return fetch(input, init);
    },
  };
}
