/** Whether a host is this machine: a name, or an address with or without the brackets that URLs put around IPv6. */
export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || host === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(host);
