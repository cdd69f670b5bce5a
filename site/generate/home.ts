/** The first page. */
export const home = (): string => `---
layout: home
hero:
  name: Financial GraphQL gateway
  text: One graph over Fondo, PayEx and Aarthik
  tagline: Fund investing, credit accounts and loan journeys as one typed, realtime API, with a sandbox for every provider.
  actions:
    - theme: brand
      text: Start
      link: /start
    - theme: alt
      text: Schema
      link: /schema/
    - theme: alt
      text: Errors
      link: /errors
features:
  - title: Two commands
    details: npm install, then npm start. A stateful sandbox answers for every provider that is not configured.
    link: /start
  - title: Typed errors
    details: What a person can do something about is a member of the result; a provider that is down leaves the rest of the answer.
    link: /errors
  - title: Realtime
    details: Orders, signings and loans over WebSocket or server-sent events, with cursors that survive a reconnect.
    link: /realtime
  - title: Client libraries
    details: Apollo, urql, Relay, gql.tada and plain fetch, each run against the gateway by the tests.
    link: /clients
  - title: Exact money
    details: Decimals are strings; a write is never repeated blindly, and an unknown outcome is told.
    link: /decisions/exact-decimals
  - title: For platform teams
    details: Limits, audit record, metrics, several instances, and a threat model whose sentences are tests.
    link: /operations
---
`;
