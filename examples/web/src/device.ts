/** Whether this is a phone or a tablet: apps on it open by an https address. */
export const isHandheld = (): boolean => window.matchMedia('(pointer: coarse) and (hover: none)').matches;

/**
 * The address of this device as the server of this application sees it, which a browser cannot know: `vite.config.ts` answers it
 * here, your own server does in production. Throws where nobody answers.
 */
export async function deviceAddress(): Promise<string> {
  const response = await fetch('/device-address', { cache: 'no-store', signal: AbortSignal.timeout(10_000) });
  if (!response.ok) throw new TypeError(`fetch of the address of the device: ${response.status}`);
  return (await response.text()).trim();
}
