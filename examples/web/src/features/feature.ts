import type { ComponentType, LazyExoticComponent } from 'react';
import type { Language } from '../i18n/language.tsx';
import type { IconName } from '../ui/Icon.tsx';

/** A part of the bank: pages of its own, and where one finds it. */
export interface Feature {
  readonly routes: readonly {
    /** Of wouter: `/accounts/:account`. */
    readonly path: string;
    readonly page: LazyExoticComponent<ComponentType>;
  }[];
  /** Its place in the navigation, in the order of the registry. */
  readonly navigation?: {
    readonly path: string;
    readonly icon: IconName;
    readonly label: Readonly<Record<Language, string>>;
  };
}
