import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Where the gateway is while one develops; the browser sees one origin. `npm run example` sets it. */
const gateway = process.env['GATEWAY'] ?? 'http://127.0.0.1:4000';
const proxy = { '/graphql': { target: gateway, changeOrigin: true, ws: true } };

export default defineConfig({
  plugins: [react()],
  // The client package is a link to its folder, which has these too, for its own tests: they are here once. Installed from a
  // registry it needs neither this nor `paths` of tsconfig.json.
  resolve: { dedupe: ['@apollo/client', 'graphql', 'graphql-ws', 'rxjs'] },
  optimizeDeps: { include: ['graphql', 'graphql-ws', '@apollo/client', '@apollo/client/utilities'] },
  server: { host: '127.0.0.1', proxy },
  preview: { host: '127.0.0.1', proxy },
  build: { target: 'baseline-widely-available' },
});
