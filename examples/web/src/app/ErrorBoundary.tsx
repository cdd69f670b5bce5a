import { Component, type ReactNode } from 'react';
import { Failed } from '../ui/Failed.tsx';

/**
 * A defect of a page does not take the navigation with it. A page whose code could not be loaded (without a connection, after a
 * new release) is there again with the next load.
 */
export class ErrorBoundary extends Component<{ readonly children: ReactNode }, { readonly error?: unknown }> {
  override state: { readonly error?: unknown } = {};

  static getDerivedStateFromError(error: unknown): { readonly error: unknown } {
    return { error };
  }

  override render(): ReactNode {
    return 'error' in this.state ? (
      <Failed error={this.state.error} retry={() => window.location.reload()} />
    ) : (
      this.props.children
    );
  }
}
