/** `npm run sandbox`: runs the three provider simulators without a control, for a gateway that takes them for live. */
import { startSandbox } from './index.ts';

const sandbox = await startSandbox({ speed: Number(process.env['SANDBOX_SPEED'] ?? 1), backgroundActivity: true });
const { fondo, payex, aarthik } = sandbox.settings;

console.log(`# The simulators run until they are interrupted, for a gateway that takes them for live providers. To control what
# they do (/sandbox, docs/sandbox.md), run \`npm start\` instead: the control belongs to a gateway with its own simulators.
# Start a gateway on them with these settings:
export SANDBOX=off AUTH=none
export FONDO_URL=${fondo.url} FONDO_CLIENT_ID=${fondo.clientId} FONDO_CLIENT_SECRET=${fondo.clientSecret}
export PAYEX_URL=${payex.url} PAYEX_OWNER_NO=${payex.ownerNo} PAYEX_TOKEN=${payex.token}
export AARTHIK_URL=${aarthik.url} AARTHIK_API_KEY=${aarthik.apiKey}`);

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void sandbox.close());
