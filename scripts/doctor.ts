/** `npm run doctor`: whether the gateway could start here and reach its providers, and what to do. Ends with 1 on a failure. */
import { existsSync } from 'node:fs';
import { loadSettings } from '../src/config/index.ts';
import { fail, ok, printed, type Finding } from './doctor/finding.ts';
import { checkNode, checkPort } from './doctor/machine.ts';
import { checkProviders } from './doctor/providers.ts';
import { checkWebhooks } from './doctor/webhooks.ts';

async function examine(): Promise<Finding[]> {
  const node = checkNode(process.versions.node);
  let settings;
  try {
    settings = loadSettings(process.env);
  } catch (error) {
    const advice = 'docs/configuration.md has every setting; .env.example is a beginning';
    return [node, fail('settings', (error as Error).message.replaceAll('\n', `\n${' '.repeat(23)}`), advice)];
  }
  return [
    node,
    ok(
      'settings',
      existsSync('.env') ? 'are valid (.env and the environment)' : 'are valid (the environment; there is no .env)',
    ),
    await checkPort(settings.host, settings.port),
    ...(await checkProviders(settings)),
    ...(await checkWebhooks(settings)),
  ];
}

if (existsSync('.env')) process.loadEnvFile('.env');
const findings = await examine();
console.log(printed(findings));
process.exitCode = findings.some(({ state }) => state === 'fail') ? 1 : 0;
