import type { Connect, Plugin } from 'vite';

/** Tells a browser from which address it calls. Behind a proxy of your own, take the address that the proxy vouches for. */
const answer: Connect.NextHandleFunction = ({ socket }, response) => {
  response.setHeader('content-type', 'text/plain');
  response.setHeader('cache-control', 'no-store');
  response.end(socket.remoteAddress ?? '');
};

export const deviceAddress = (): Plugin => ({
  name: 'device-address',
  configureServer: ({ middlewares }) => void middlewares.use('/device-address', answer),
  configurePreviewServer: ({ middlewares }) => void middlewares.use('/device-address', answer),
});
