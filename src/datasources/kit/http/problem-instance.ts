const UUID = /^(?:urn:uuid:)?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i;

/**
 * The `instance` of a problem (RFC 9457): the provider's key of this one occurrence, which its support asks for. Only a
 * UUID, bare or as a `urn:uuid:`, is taken: the member may be any URI, and one with the path of a resource or with
 * what was sent would carry personal data into logs and errors.
 * @param body a decoded JSON body; its member may be spelt in any case.
 */
export function problemInstance(body: unknown): string | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  const [, instance] = Object.entries(body).find(([name]) => name.toLowerCase() === 'instance') ?? [];
  return typeof instance === 'string' ? UUID.exec(instance.trim())?.[1] : undefined;
}
