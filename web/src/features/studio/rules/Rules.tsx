import { post } from '@/shared/api/client';
import { useT } from '@/shared/i18n/core';
import { attempt } from '@/shared/lib/faults';
import { Button } from '@/shared/ui/Button';
import { Panel } from '@/shared/ui/Panel';
import { Failed } from '@/shared/ui/State';
import { say } from '@/shared/ui/Toast';
import { PinsPanel } from './PinsPanel';
import { SynonymsPanel } from './SynonymsPanel';
import { useRules } from './useRules';

function Rebuild() {
  const t = useT();
  const rebuild = async () => {
    if (await attempt(() => post('/api/v1/search/rebuild'))) say(t('rules.rebuilding'));
  };
  return (
    <Panel>
      <div className="flex flex-wrap items-center justify-between gap-3">
        <p className="text-muted">{t('rules.rebuildHint')}</p>
        <Button icon="back" onClick={() => void rebuild()}>
          {t('rules.rebuild')}
        </Button>
      </div>
    </Panel>
  );
}

/** What those who run the server add to search. */
export function Rules() {
  const t = useT();
  const { kept, rules, draft, change, save, busy, discard } = useRules();
  if (kept.isError && !rules) return <Failed text={t('rules.failed')} onRetry={() => void kept.refetch()} />;
  if (!rules) return null;
  return (
    <section aria-label={t('rules.title')} className="space-y-4 pt-4">
      <header>
        <h2 className="text-lg font-semibold">{t('rules.title')}</h2>
        <p className="text-sm text-muted">{t('rules.hint')}</p>
      </header>
      <SynonymsPanel synonyms={rules.synonyms} onChange={(synonyms) => change({ synonyms })} />
      <PinsPanel rules={rules} onPins={(pins) => change({ pins })} />
      {draft && (
        <div className="sticky bottom-24 z-10 flex flex-wrap items-center justify-end gap-3 rounded-card bg-raised p-3 shadow-(--shadow)">
          <p role="status" className="me-auto ps-2 font-medium text-saffron">
            {t('rules.unsaved')}
          </p>
          <Button look="quiet" onClick={discard}>
            {t('rules.discard')}
          </Button>
          <Button look="main" icon="check" busy={busy} onClick={() => void save()}>
            {t('common.save')}
          </Button>
        </div>
      )}
      <Rebuild />
    </section>
  );
}
