import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { ApiError, get, post } from '@/shared/api/client';
import { useT } from '@/shared/i18n/core';
import { faultText } from '@/shared/lib/faults';
import { usePageTitle } from '@/shared/lib/usePageTitle';
import { Button } from '@/shared/ui/Button';
import { Field } from '@/shared/ui/Field';
import { Gate } from '@/shared/ui/Gate';
import { useAuthOptions } from './options';

/** Only addresses of this very site may follow a sign-in. */
const safePath = (wanted: string | null): string => (wanted && /^\/(?![/\\])/.test(wanted) ? wanted : '/studio');

/** Email and password; pasting and password managers work. */
export function SignInPage() {
  const t = useT();
  const go = useNavigate();
  const queries = useQueryClient();
  const [search] = useSearchParams();
  const [fault, setFault] = useState('');
  const [codeFault, setCodeFault] = useState('');
  const [asksCode, setAsksCode] = useState(false);
  const [busy, setBusy] = useState(false);
  const setup = useQuery({ queryKey: ['setup'], queryFn: () => get<{ needed: boolean }>('/api/v1/setup') });
  const options = useAuthOptions();
  usePageTitle(t('signin.title'));
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setBusy(true);
    setFault('');
    setCodeFault('');
    const code = form.get('code');
    try {
      const wanted = { identifier: form.get('identifier'), password: form.get('password'), code: code ?? undefined };
      await post('/api/v1/auth/login', wanted);
      await queries.invalidateQueries();
      await go(safePath(search.get('next')), { replace: true });
    } catch (error) {
      const status = error instanceof ApiError ? error.status : -1;
      if (error instanceof ApiError && error.fields.code !== undefined) {
        setAsksCode(true);
        if (asksCode) setCodeFault(t('factor.wrong'));
        return;
      }
      if (status === 401 || status === 400 || status === 422) setFault(t('signin.wrong'));
      else setFault(status === 429 ? t('signin.tooMany') : faultText(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Gate title={t('signin.title')}>
      <form onSubmit={(event) => void submit(event)} className="space-y-4">
        <Field
          label={t('signin.email')}
          name="identifier"
          type="email"
          autoComplete="username"
          required
          dir="ltr"
          autoFocus
        />
        <Field
          label={t('signin.password')}
          name="password"
          type="password"
          autoComplete="current-password"
          required
          dir="ltr"
          error={fault}
        />
        {asksCode && (
          <Field
            label={t('factor.code')}
            hint={t('factor.codeHint')}
            name="code"
            autoComplete="one-time-code"
            required
            autoFocus
            maxLength={40}
            dir="ltr"
            error={codeFault}
          />
        )}
        <Button type="submit" look="main" busy={busy} className="w-full">
          {t('signin.submit')}
        </Button>
        {options.data?.mail ? (
          <Link to="/forgot-password" className="inline-flex min-h-11 items-center font-medium text-sky">
            {t('forgot.link')}
          </Link>
        ) : (
          <p className="text-sm text-muted">{t('signin.forgot')}</p>
        )}
        {options.data?.sign_up && !setup.data?.needed && (
          <Link to="/sign-up" className="flex min-h-11 items-center font-medium text-sky">
            {t('signup.link')}
          </Link>
        )}
        {setup.data?.needed && (
          <Link to="/setup" className="inline-flex min-h-11 items-center font-medium text-sky">
            {t('setup.title')}
          </Link>
        )}
      </form>
    </Gate>
  );
}
