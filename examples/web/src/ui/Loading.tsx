import { dictionary, useTexts } from '../i18n/language.tsx';

const texts = dictionary({ loading: 'Loading …' }, { loading: 'Hämtar …' });

/** The outline of what is about to be there; a screen reader hears that it is loading. */
export function Loading({ rows = 4, tall = false }: { readonly rows?: number; readonly tall?: boolean }) {
  const { loading } = useTexts(texts);
  return (
    <div className="loading" role="status">
      <span className="visually-hidden">{loading}</span>
      {Array.from({ length: rows }, (_, row) => (
        <span key={row} className={tall ? 'bone bone-tall' : 'bone'} aria-hidden="true" />
      ))}
    </div>
  );
}
