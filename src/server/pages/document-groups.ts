/** Pages of the documentation that a reader with one intention looks for, in the order of reading. */
export interface DocumentGroup {
  readonly title: string;
  /** Paths in the repository. */
  readonly files: readonly string[];
}

/** The documentation by what its reader wants to do. The landing page and the site list it so. */
export const DOCUMENT_GROUPS: readonly DocumentGroup[] = [
  { title: 'Begin', files: ['README.md', 'docs/process.md', 'docs/realtime.md', 'docs/sandbox.md'] },
  {
    title: 'Invest',
    files: [
      'docs/fondo-portfolio.md',
      'docs/fondo-open-account.md',
      'docs/fondo-order.md',
      'docs/fondo-swish.md',
      'docs/fondo-autogiro.md',
    ],
  },
  { title: 'Borrow', files: ['docs/payex.md', 'docs/aarthik.md'] },
  {
    title: 'Build a frontend',
    files: [
      'docs/clients.md',
      'docs/clients-apollo.md',
      'docs/clients-urql.md',
      'docs/clients-relay.md',
      'docs/clients-gql-tada.md',
      'docs/plain-fetch.md',
      'packages/client/README.md',
      'docs/typed-clients.md',
      'docs/trusted-documents.md',
      'docs/performance.md',
    ],
  },
  {
    title: 'Run the gateway',
    files: [
      'docs/operations.md',
      'docs/configuration.md',
      'docs/security.md',
      'docs/threat-model.md',
      'docs/personal-data.md',
      'docs/scale-out.md',
      'docs/capacity.md',
    ],
  },
  {
    title: 'Look up',
    files: ['docs/errors.md', 'docs/payex-problems.md', 'docs/statuses.md', 'docs/coverage.md', 'bench/README.md'],
  },
  {
    title: 'What changes, and why',
    files: ['CHANGELOG.md', 'docs/changes.md', 'docs/decisions/README.md', 'CONTRIBUTING.md'],
  },
];

/** Of pages whose heading says what they are only where they lie. */
const TITLES: Readonly<Record<string, string>> = {
  'README.md': 'Start',
  'packages/client/README.md': 'Client package',
};

/** The title of a page in a list, by its path in the repository and its text. */
export const listedTitle = (file: string, text: string): string =>
  TITLES[file] ?? /^# (.+)$/m.exec(text)?.[1]?.replaceAll('`', '') ?? file;
