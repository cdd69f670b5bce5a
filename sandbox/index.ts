export { startProviders, startSandbox, type Sandbox, type SandboxOptions, type SomeProviders } from './providers.ts';
export { openSandbox, type OpenSandbox } from './open.ts';
