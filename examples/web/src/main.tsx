import '@fontsource-variable/inter';
import '@fontsource-variable/source-serif-4';
import './styles/tokens.css';
import './styles/base.css';
import './styles/shell.css';
import './styles/controls.css';
import './styles/content.css';
import './styles/forced-colors.css';
import { ApolloProvider } from '@apollo/client/react';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/App.tsx';
import { apollo } from './gateway/apollo.ts';
import { LanguageProvider } from './i18n/language.tsx';
import { applyTheme } from './theme/theme.ts';

applyTheme();
const root = document.getElementById('root');
if (!root) throw new Error('There is no #root.');
createRoot(root).render(
  <StrictMode>
    <ApolloProvider client={apollo}>
      <LanguageProvider>
        <App />
      </LanguageProvider>
    </ApolloProvider>
  </StrictMode>,
);
