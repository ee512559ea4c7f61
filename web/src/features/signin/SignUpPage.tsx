import { useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { post } from '@/shared/api/client';
import { useT } from '@/shared/i18n/core';
import { useForm } from '@/shared/lib/useForm';
import { usePageTitle } from '@/shared/lib/usePageTitle';
import { Button } from '@/shared/ui/Button';
import { Field } from '@/shared/ui/Field';
import { Gate } from '@/shared/ui/Gate';
import { Fault } from './Fault';
import { useAuthOptions } from './options';

function SignUpForm({ onMailed }: { onMailed: (email: string) => void }) {
  const t = useT();
  const go = useNavigate();
  const { busy, faults, onSubmit } = useForm(async (read) => {
    const [email, password] = [read('email').trim(), read('password')];
    const wanted = { email, password, name: read('name').trim(), language: t.lang };
    const { next } = await post<{ next: 'mail' | 'sign_in' }>('/api/v1/auth/register', wanted);
    if (next === 'mail') onMailed(email);
    else await go('/sign-in?next=/account');
  });
  return (
    <form onSubmit={onSubmit} className="space-y-4">
      <Field label={t('setup.name')} name="name" autoComplete="name" maxLength={100} dir="auto" error={faults.name} />
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
        {t('signup.title')}
      </Button>
      <Link to="/sign-in" className="inline-flex min-h-11 items-center font-medium text-sky">
        {t('signup.have')}
      </Link>
    </form>
  );
}

/** An account for listening. */
export function SignUpPage() {
  const t = useT();
  const options = useAuthOptions();
  const [mailedTo, setMailedTo] = useState('');
  usePageTitle(t('signup.title'));
  if (mailedTo)
    return (
      <Gate title={t('signup.mailed')} intro={t('signup.mailedHint', { email: mailedTo })}>
        {null}
      </Gate>
    );
  if (options.data && !options.data.sign_up) return <Gate title={t('signup.closed')}>{null}</Gate>;
  return (
    <Gate title={t('signup.title')}>
      <SignUpForm onMailed={setMailedTo} />
    </Gate>
  );
}
