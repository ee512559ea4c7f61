import { useState } from 'react';
import { post } from '@/shared/api/client';
import type { NewFactor } from '@/shared/api/types';
import { useT } from '@/shared/i18n/core';
import { Button } from '@/shared/ui/Button';
import { CopyRow } from '@/shared/ui/CopyRow';
import { Field } from '@/shared/ui/Field';
import { Panel } from '@/shared/ui/Panel';
import { Fault } from './Fault';
import { FACTOR, useFactor } from './useFactor';
import { useProved } from './useProved';

function ProofField({ error }: { error: string | undefined }) {
  const t = useT();
  return (
    <Field
      label={t('account.current')}
      name="proof"
      type="password"
      autoComplete="current-password"
      required
      dir="ltr"
      error={error}
    />
  );
}

function CodeField({ error, hint }: { error: string | undefined; hint?: string }) {
  const t = useT();
  return (
    <Field
      label={t('factor.code')}
      hint={hint}
      name="code"
      inputMode={hint ? 'text' : 'numeric'}
      autoComplete="one-time-code"
      required
      maxLength={40}
      dir="ltr"
      error={error}
    />
  );
}

function Begin({ onBegun }: { onBegun: (made: NewFactor) => void }) {
  const t = useT();
  const { busy, faults, onSubmit } = useProved(async (read) => {
    onBegun(await post<NewFactor>(FACTOR, { password: read('proof') }));
  });
  return (
    <form onSubmit={onSubmit} className="space-y-4">
      <p className="text-sm text-muted">{t('factor.off')}</p>
      <ProofField error={faults.proof} />
      <Fault text={faults.form} />
      <Button type="submit" busy={busy}>
        {t('factor.begin')}
      </Button>
    </form>
  );
}

function FirstCode({ made, onDone }: { made: NewFactor; onDone: (codes: string[]) => void }) {
  const t = useT();
  const { busy, faults, onSubmit } = useProved(async (read) => {
    const answer = await post<{ recovery_codes: string[] }>(`${FACTOR}/confirm`, { code: read('code') });
    onDone(answer.recovery_codes);
  });
  return (
    <form onSubmit={onSubmit} className="space-y-4">
      <p className="text-sm text-muted">{t('factor.scan')}</p>
      <img
        src={`data:image/svg+xml,${encodeURIComponent(made.picture)}`}
        alt={t('factor.scan')}
        className="size-52 rounded-lg bg-white p-2"
      />
      <dl>
        <CopyRow label={t('factor.secret')} value={made.secret} />
      </dl>
      <CodeField error={faults.code} />
      <Fault text={faults.form} />
      <Button type="submit" look="main" busy={busy}>
        {t('factor.begin')}
      </Button>
    </form>
  );
}

function Recovery({ codes }: { codes: string[] }) {
  const t = useT();
  return (
    <div role="status" className="mb-4 rounded-lg bg-sunken p-3">
      <h3 className="font-semibold">{t('factor.recovery')}</h3>
      <p className="mb-2 text-sm text-muted">{t('factor.recoveryHint')}</p>
      <ul className="grid grid-cols-1 gap-1 sm:grid-cols-2">
        {codes.map((code) => (
          <li key={code}>
            <code dir="ltr">{code}</code>
          </li>
        ))}
      </ul>
    </div>
  );
}

function TurnOff({ onDone }: { onDone: () => void }) {
  const t = useT();
  const { busy, faults, onSubmit } = useProved(async (read) => {
    await post(`${FACTOR}/off`, { password: read('proof'), code: read('code') });
    onDone();
  });
  return (
    <form onSubmit={onSubmit} className="space-y-4">
      <ProofField error={faults.proof} />
      <CodeField error={faults.code} hint={t('factor.codeHint')} />
      <Fault text={faults.form} />
      <Button type="submit" look="danger" busy={busy}>
        {t('factor.end')}
      </Button>
    </form>
  );
}

/** A code of an app, asked for after the password. */
export function Factor() {
  const t = useT();
  const state = useFactor();
  const [made, setMade] = useState<NewFactor | null>(null);
  const [codes, setCodes] = useState<string[]>([]);
  const turn = (recovery: string[]) => {
    setMade(null);
    setCodes(recovery);
    void state.refetch();
  };
  if (!state.data) return null;
  const { is_on: isOn, recovery_codes_left: left } = state.data;
  return (
    <Panel title={t('factor.title')}>
      {codes.length > 0 && <Recovery codes={codes} />}
      {isOn && <p className="mb-4 text-sm text-muted">{t('factor.on', { count: left })}</p>}
      {isOn && <TurnOff onDone={() => turn([])} />}
      {!isOn && made && <FirstCode made={made} onDone={turn} />}
      {!isOn && !made && <Begin onBegun={setMade} />}
    </Panel>
  );
}
