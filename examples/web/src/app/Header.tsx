import { Link, useLocation } from 'wouter';
import { features } from '../features/index.ts';
import { dictionary, LANGUAGES, useLanguage, useTexts } from '../i18n/language.tsx';
import { choose, useTheme } from '../theme/theme.ts';
import { Icon } from '../ui/Icon.tsx';

const texts = dictionary(
  {
    home: 'Habibi, to the start page',
    navigation: 'Main',
    language: 'Language',
    dark: 'Dark colours',
  },
  {
    home: 'Habibi, till startsidan',
    navigation: 'Huvudmeny',
    language: 'Språk',
    dark: 'Mörka färger',
  },
);
const NAMES = { sv: 'Svenska', en: 'English' } as const;

export function Header() {
  const words = useTexts(texts);
  return (
    <header className="bar">
      <div className="bar-inner">
        <Link href="/" className="brand" aria-label={words.home}>
          <svg viewBox="0 0 32 32" width="32" height="32" aria-hidden="true">
            <rect width="32" height="32" rx="8" className="brand-field" />
            <path d="M9 8v16M23 8v16M9 16c4.5-4.5 9.5-4.5 14 0" className="brand-sign" />
          </svg>
          <span className="brand-name">Habibi</span>
        </Link>
        <Navigation label={words.navigation} />
        <div className="tools">
          <LanguageSwitch label={words.language} />
          <ThemeSwitch label={words.dark} />
        </div>
      </div>
    </header>
  );
}

/** Above on a wide window, at the thumb on a narrow one. */
function Navigation({ label }: { readonly label: string }) {
  const { language } = useLanguage();
  const [location] = useLocation();
  const places = features.flatMap(({ navigation, routes }) => (navigation ? [{ ...navigation, routes }] : []));
  const isHere = (path: string): boolean =>
    path === '/' ? location === '/' || location.startsWith('/accounts') : location.startsWith(path);
  return (
    <nav className="navigation" aria-label={label}>
      <ul>
        {places.map(({ path, icon, label: name }) => (
          <li key={path}>
            <Link href={path} aria-current={isHere(path) ? 'page' : undefined}>
              <Icon name={icon} />
              <span>{name[language]}</span>
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function LanguageSwitch({ label }: { readonly label: string }) {
  const { language, speak } = useLanguage();
  return (
    <div className="switch" role="group" aria-label={label}>
      {LANGUAGES.map((one) => (
        <button
          key={one}
          type="button"
          lang={one}
          aria-label={`${one.toUpperCase()} ${NAMES[one]}`}
          aria-pressed={one === language}
          onClick={() => speak(one)}
        >
          {one.toUpperCase()}
        </button>
      ))}
    </div>
  );
}

function ThemeSwitch({ label }: { readonly label: string }) {
  const theme = useTheme();
  return (
    <button
      type="button"
      className="icon-button"
      aria-label={label}
      title={label}
      aria-pressed={theme === 'dark'}
      onClick={() => choose(theme === 'dark' ? 'light' : 'dark')}
    >
      <Icon name={theme === 'dark' ? 'sun' : 'moon'} />
    </button>
  );
}
