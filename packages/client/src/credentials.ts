/** Headers that prove who calls, such as `{ authorization: 'Bearer …' }`: asked for at each request and connection. */
export type Credentials = () => Readonly<Record<string, string>> | Promise<Readonly<Record<string, string>>>;

/** Nobody is named. */
export const anonymous: Credentials = () => ({});
