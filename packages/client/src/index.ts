export type { Credentials } from './credentials.ts';
export { GatewayError, type GraphQLErrorEntry } from './gateway-error.ts';
export { createRequest, type Request, type RequestOptions, type VariablesOf } from './request.ts';
export * from './realtime/index.ts';
