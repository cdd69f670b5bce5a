import { expect, test } from 'vitest';
import { DEMO_BORROWER } from '../../sandbox/aarthik/index.ts';
import { DEMO_CLIENT, DEMO_ORDER } from '../../sandbox/fondo/index.ts';
import { startKit, type Kit } from '../kit/gateway.ts';
import { startMangledKit } from '../kit/mangling-proxy.ts';

test.each([
  'javascript:alert(1)',
  'data:text/html,x',
  'file:///etc/passwd',
  'http://pages.example/',
  'nowhere://x',
  'https://a@b/',
])('an offer whose documents are at %s shows no URL, and says whose fault it is', async (url) => {
  await using kit = await startMangledKit();
  kit.edges.payex.mangle({
    at: /^GET .*\/offers\/kontotyp-1/,
    times: Infinity,
    json: (offer: object) => ({ ...offer, termsAndConditions: { accountTerms: url } }),
  });
  const { data, errors } = await kit.query('{ offer(id: "kontotyp-1") { title termsAndConditions { accountTerms } } }');
  expect(data.offer).toMatchObject({ termsAndConditions: { accountTerms: null } });
  expect(errors).toMatchObject([{ extensions: { code: 'PROVIDER_BAD_ANSWER' } }]);
  expect(JSON.stringify(errors)).not.toContain(url);
});

/** A gateway whose providers are live: no sandbox, and at no address of this machine as far as their URLs say. */
const startLive = (): Promise<Kit> => {
  const elsewhere = <S extends { readonly url: string }>(settings: S): S => ({
    ...settings,
    url: settings.url.replace('127.0.0.1', '0.0.0.0'),
  });
  return startKit({
    settings: ({ fondo, payex, aarthik }) => ({
      fondo: elsewhere(fondo),
      payex: elsewhere(payex),
      aarthik: elsewhere(aarthik),
    }),
    gateway: { sandboxed: new Set(), auth: 'none' },
  });
};

test.each(['http://127.0.0.1:9/page', 'http://localhost/page', 'http://[::1]/page', 'http://pages.example/page'])(
  'a page of a live provider at %s is never handed out, whoever sent it',
  async (url) => {
    await using kit = await startLive();
    const { fondo, payex, aarthik } = kit.sandbox;
    const journey = { id: DEMO_ORDER, url, status: 'created', journey: {}, callbackUrl: url, scope: '' };
    payex.fault({ operation: 'redirectKalpDk', answer: { status: 200, body: { redirectUrl: url } } });
    payex.fault({ operation: 'beginSignBankidNo', answer: { status: 200, body: { signingUrl: url } } });
    fondo.fault({ operation: 'getJourney', answer: { status: 200, body: journey } });
    aarthik.fault({
      operation: 'getHybridHostedExperienceURL',
      answer: { status: 200, body: { data: { hosted_url: url } } },
    });
    const { data, errors } = await kit.query(`mutation {
      kalp: startKalp(input: { application: "Application:p:x" }) { ... on HostedStep { url } }
      signing: startNorwegianSigning(input: { application: "Application:p:x" }) { ... on HostedStep { url } }
      loan: openLoanOffer(input: { journey: "${DEMO_BORROWER}", offer: "o" }) { ... on HostedLoanPage { url } }
    }`);
    const opened = await kit.query(`{ node(id: "Journey:${DEMO_CLIENT}:${DEMO_ORDER}") { ... on Journey { url } } }`);
    expect(JSON.stringify([data, opened])).not.toContain('/page');
    const codes = [...(errors ?? []), ...(opened.errors ?? [])].map(({ extensions }) => extensions?.['code']);
    expect(codes).toEqual(Array(4).fill('PROVIDER_BAD_ANSWER'));
  },
);

test('a browser may return to a loopback address only outside production', async () => {
  const document =
    'mutation { startNorwegianSigning(input: { application: "Application:p:x", completeUrl: "http://localhost:3000/" }) { __typename } }';
  const named = async (loopbackUrls: boolean): Promise<unknown> => {
    await using kit = await startKit({ gateway: { loopbackUrls } });
    return (await kit.query(document)).data.startNorwegianSigning.__typename;
  };
  expect([await named(true), await named(false)]).toEqual(['NotFound', 'InvalidInput']);
});

test.each(['javascript:alert(1)', 'data:text/html,x', 'vbscript:x', 'file:///x', 'no url', 'https://a@b/'])(
  'a caller cannot have anybody sent to %s',
  async (url) => {
    await using kit = await startKit();
    const document =
      'mutation ($url: URL!) { startNorwegianSigning(input: { application: "Application:p:x", completeUrl: $url }) { __typename } }';
    const { errors } = await kit.query(document, { url });
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
  },
);
