import { expect, test } from 'vitest';
import { startKit } from '../kit/gateway.ts';
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
