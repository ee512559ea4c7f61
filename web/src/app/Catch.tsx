import { Component, type ReactNode } from 'react';
import { translate } from '@/shared/i18n/core';

/** Keeps a fault in one screen from leaving an empty page. */
export class Catch extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };
  static getDerivedStateFromError() {
    return { failed: true };
  }
  override render() {
    if (!this.state.failed) return this.props.children;
    return (
      <div role="alert" className="mx-auto max-w-md p-10 text-center">
        <p className="mb-4 text-lg">{translate('app.error')}</p>
        <button
          type="button"
          className="min-h-11 rounded-full bg-voice px-6 text-onvoice"
          onClick={() => location.reload()}
        >
          {translate('app.reload')}
        </button>
      </div>
    );
  }
}
