import type { IncomingMessage, ServerResponse } from 'node:http';
import { isLive, type GatewayConfig, type ProviderKey } from '../config/index.ts';
import type { Report } from '../execution/error-masking.ts';
import type { AdmissionControl } from '../limits/admission.ts';
import { refuse, type Refusal } from '../limits/refusal.ts';

type Config = Pick<GatewayConfig, 'sandboxControl' | 'sandboxed' | ProviderKey>;
type Listener = (request: IncomingMessage, response: ServerResponse) => void;

/** A seed of many objects. */
const MAX_BODY_BYTES = 1024 * 1024;

/**
 * Answers what is under `/sandbox`, where the gateway was started with the control of its simulators. A gateway that
 * calls a live provider refuses all of it. Undefined where there is no such control.
 */
export function mountSandbox(config: Config, admission: AdmissionControl, report: Report): Listener | undefined {
  const control = config.sandboxControl;
  if (!control) return undefined;
  return (request, response) => {
    // Any page may link to the page; whatever else is asked is judged as an operation is.
    const isPage = request.method === 'GET' && Boolean(request.headers.accept?.includes('text/html'));
    const admitted = isPage
      ? admission.admitOther(request, response, false)
      : admission.admit(request, response, 'GET, POST, DELETE');
    if (!admitted) return;
    if (isLive(config)) return refuse(request, response, LIVE_PROVIDER);
    bodyOf(request, response, admission)
      .then((body) => (body === undefined ? undefined : control(request, response, body)))
      .catch((error: unknown) => {
        if (!request.destroyed) report(error);
        response.destroy();
      });
  };
}

async function bodyOf(
  request: IncomingMessage,
  response: ServerResponse,
  admission: AdmissionControl,
): Promise<string | undefined> {
  if (request.method === 'POST') return admission.receive(request, response, MAX_BODY_BYTES);
  request.resume();
  return '';
}

const LIVE_PROVIDER: Refusal = {
  status: 403,
  code: 'LIVE_PROVIDER',
  message: 'A provider of this gateway is live: the sandbox can be controlled where all of them are sandboxed.',
};
