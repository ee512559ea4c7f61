import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useEffect, useState } from 'react';
import { ApiError, get, post } from '@/shared/api/client';
import type { Encoder, Station } from '@/shared/api/types';
import { LANGS, NAMES, useT } from '@/shared/i18n/core';
import { faultText } from '@/shared/lib/faults';
import { slugFrom } from '@/shared/lib/slug';
import { usePageTitle } from '@/shared/lib/usePageTitle';
import { Button, ButtonLink } from '@/shared/ui/Button';
import { EncoderCard } from '@/shared/ui/EncoderCard';
import { EncoderWait } from '@/shared/ui/EncoderWait';
import { Field, Select } from '@/shared/ui/Field';
import { Gate } from '@/shared/ui/Gate';

interface Made {
  station: Station;
  encoder: Encoder;
}

const MIN_PASSWORD = 12;

/** The terminal may print the code as part of the address; behind # it never reaches a log. */
const codeFromAddress = () => new URLSearchParams(location.hash.slice(1)).get('code') ?? '';

function Done({ made }: { made: Made }) {
  const t = useT();
  const { station, encoder } = made;
  useEffect(() => {
    scrollTo(0, 0);
    document.getElementById('main')?.focus();
  }, []);
  return (
    <Gate title={t('setup.done', { name: station.name })} intro={t('setup.doneHint')} wide>
      <div className="space-y-5">
        <EncoderWait slug={station.slug} />
        <EncoderCard encoder={encoder} />
        <div className="flex flex-wrap gap-3">
          <ButtonLink to={`/studio/${station.slug}`} look="main" icon="radio">
            {t('studio.open', { name: station.name })}
          </ButtonLink>
          <ButtonLink to={`/studio/${station.slug}/live`} icon="mic">
            {t('studio.golive')}
          </ButtonLink>
        </div>
      </div>
    </Gate>
  );
}

function SetupForm({ onMade }: { onMade: (made: Made) => void }) {
  const t = useT();
  const [name, setName] = useState('');
  const [slug, setSlug] = useState<string | null>(null);
  const [faults, setFaults] = useState<Record<string, string>>({});
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (key: string) => String(form.get(key) ?? '').trim();
    setBusy(true);
    setFaults({});
    try {
      const station = { name: text('station'), slug: text('slug') || undefined, language: text('language') };
      const password = String(form.get('password') ?? '');
      onMade(
        await post<Made>('/api/v1/setup', {
          code: text('code'),
          email: text('email'),
          password,
          name: text('name'),
          station,
        }),
      );
    } catch (error) {
      const known = error instanceof ApiError ? error : null;
      if (known && Object.keys(known.fields).length > 0) setFaults(known.fields);
      else if (known && (known.status === 401 || known.status === 403)) setFaults({ code: t('setup.badCode') });
      else setFaults({ form: faultText(error) });
    } finally {
      setBusy(false);
    }
  };
  return (
    <form onSubmit={(event) => void submit(event)} className="space-y-6">
      <Field
        label={t('setup.code')}
        hint={t('setup.codeHint')}
        name="code"
        defaultValue={codeFromAddress()}
        autoComplete="one-time-code"
        required
        dir="ltr"
        autoFocus
        error={faults.code}
      />
      <fieldset className="space-y-4 border-0 p-0">
        <legend className="mb-2 text-lg font-semibold">{t('setup.you')}</legend>
        <Field label={t('setup.name')} name="name" autoComplete="name" required error={faults.name} />
        <Field
          label={t('signin.email')}
          name="email"
          type="email"
          autoComplete="email"
          required
          dir="ltr"
          error={faults.email}
        />
        <Field
          label={t('signin.password')}
          hint={t('setup.passwordHint')}
          name="password"
          type="password"
          autoComplete="new-password"
          minLength={MIN_PASSWORD}
          required
          dir="ltr"
          error={faults.password}
        />
      </fieldset>
      <fieldset className="space-y-4 border-0 p-0">
        <legend className="mb-2 text-lg font-semibold">{t('setup.station')}</legend>
        <Field
          label={t('setup.stationName')}
          name="station"
          required
          value={name}
          onChange={(event) => setName(event.target.value)}
          dir="auto"
          error={faults['station.name']}
        />
        <Field
          label={t('setup.slug')}
          hint={t('setup.slugHint')}
          name="slug"
          dir="ltr"
          pattern="[a-z0-9][a-z0-9\-]{1,39}"
          value={slug ?? slugFrom(name)}
          onChange={(event) => setSlug(event.target.value)}
          required
          error={faults['station.slug'] ?? faults.slug}
        />
        <Select label={t('setup.language')} name="language" defaultValue={t.lang}>
          {LANGS.map((lang) => (
            <option key={lang} value={lang}>
              {NAMES[lang]}
            </option>
          ))}
        </Select>
      </fieldset>
      {faults.form && (
        <p role="alert" className="font-medium text-voice">
          {faults.form}
        </p>
      )}
      <Button type="submit" look="main" busy={busy} className="w-full">
        {t('setup.submit')}
      </Button>
    </form>
  );
}

/** The first run: the code from the terminal makes the owner and the station. */
export function SetupPage() {
  const t = useT();
  const queries = useQueryClient();
  const [made, setMade] = useState<Made | null>(null);
  const setup = useQuery({ queryKey: ['setup'], queryFn: () => get<{ needed: boolean }>('/api/v1/setup') });
  usePageTitle(t('setup.title'));
  if (made) return <Done made={made} />;
  if (setup.data && !setup.data.needed) {
    return (
      <Gate title={t('setup.notNeeded')}>
        <ButtonLink to="/studio" look="main">
          {t('nav.studio')}
        </ButtonLink>
      </Gate>
    );
  }
  const finish = (answer: Made) => {
    setMade(answer);
    queries.removeQueries({ queryKey: ['me'] });
    queries.removeQueries({ queryKey: ['channels'] });
  };
  return (
    <Gate title={t('setup.title')} intro={t('setup.intro')}>
      <SetupForm onMade={finish} />
    </Gate>
  );
}
