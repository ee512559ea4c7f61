import { useState } from 'react';
import { Link } from 'react-router';
import { ApiError, post } from '@/shared/api/client';
import { useT } from '@/shared/i18n/core';
import { useForm } from '@/shared/lib/useForm';
import { usePageTitle } from '@/shared/lib/usePageTitle';
import { Button, ButtonLink } from '@/shared/ui/Button';
import { Field } from '@/shared/ui/Field';
import { Gate } from '@/shared/ui/Gate';
import { Fault } from './Fault';
import { secretFromAddress, useAuthOptions } from './options';

function ToSignIn() {
  return (
    <ButtonLink to="/sign-in?next=/account" look="main">
      {useT()('signin.submit')}
    </ButtonLink>
  );
}

/** What a link of a letter does; a press, because programs that look into mail open links too. */
export function ConfirmPage({ what }: { what: 'confirm' | 'confirm-address' }) {
  const t = useT();
  const [secret] = useState(secretFromAddress);
  const [done, setDone] = useState(false);
  const [stale, setStale] = useState(false);
  usePageTitle(t('letter.confirm'));
  const { busy, faults, onSubmit } = useForm(async () => {
    try {
      await post(`/api/v1/auth/${what}`, { token: secret });
      setDone(true);
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 400) throw error;
      setStale(true);
    }
  });
  if (done) {
    return (
      <Gate title={t('letter.confirmed')}>
        <ToSignIn />
      </Gate>
    );
  }
  if (stale || secret === '') return <Gate title={t('letter.stale')}>{null}</Gate>;
  return (
    <Gate title={t('letter.confirm')} intro={t('letter.confirmHint')}>
      <form onSubmit={onSubmit} className="space-y-4">
        <Fault text={faults.form} />
        <Button type="submit" look="main" busy={busy} className="w-full">
          {t('letter.confirm')}
        </Button>
      </form>
    </Gate>
  );
}

/** Asks for the letter that sets a new password. */
export function ForgotPage() {
  const t = useT();
  const options = useAuthOptions();
  const [mailedTo, setMailedTo] = useState('');
  usePageTitle(t('forgot.title'));
  const { busy, faults, onSubmit } = useForm(async (read) => {
    const email = read('email').trim();
    await post('/api/v1/auth/forgot', { email, language: t.lang });
    setMailedTo(email);
  });
  if (mailedTo)
    return (
      <Gate title={t('signup.mailed')} intro={t('signup.mailedHint', { email: mailedTo })}>
        {null}
      </Gate>
    );
  if (options.data && !options.data.mail) return <Gate title={t('forgot.noMail')}>{null}</Gate>;
  return (
    <Gate title={t('forgot.title')} intro={t('forgot.hint')}>
      <form onSubmit={onSubmit} className="space-y-4">
        <Field
          label={t('signin.email')}
          name="email"
          type="email"
          autoComplete="email"
          required
          dir="ltr"
          error={faults.email}
        />
        <Fault text={faults.form} />
        <Button type="submit" look="main" busy={busy} className="w-full">
          {t('forgot.send')}
        </Button>
        <Link to="/sign-in" className="inline-flex min-h-11 items-center font-medium text-sky">
          {t('signin.submit')}
        </Link>
      </form>
    </Gate>
  );
}

/** Sets the new password. */
export function ResetPage() {
  const t = useT();
  const [secret] = useState(secretFromAddress);
  const [done, setDone] = useState(false);
  usePageTitle(t('forgot.title'));
  const { busy, faults, onSubmit } = useForm(async (read) => {
    await post('/api/v1/auth/reset', { token: secret, password: read('password') });
    setDone(true);
  });
  if (done) {
    return (
      <Gate title={t('reset.done')}>
        <ToSignIn />
      </Gate>
    );
  }
  if (secret === '' || faults.token) {
    return (
      <Gate title={t('letter.stale')}>
        <ButtonLink to="/forgot-password" look="main">
          {t('forgot.title')}
        </ButtonLink>
      </Gate>
    );
  }
  return (
    <Gate title={t('forgot.title')}>
      <form onSubmit={onSubmit} className="space-y-4">
        <Field
          label={t('account.new')}
          hint={t('signup.passwordHint')}
          name="password"
          type="password"
          autoComplete="new-password"
          minLength={8}
          maxLength={256}
          required
          dir="ltr"
          error={faults.password}
        />
        <Fault text={faults.form} />
        <Button type="submit" look="main" busy={busy} className="w-full">
          {t('common.save')}
        </Button>
      </form>
    </Gate>
  );
}
