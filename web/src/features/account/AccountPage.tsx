import { useQueryClient } from '@tanstack/react-query';
import { patch, post } from '@/shared/api/client';
import { useMe } from '@/shared/api/queries';
import type { User } from '@/shared/api/types';
import { useT } from '@/shared/i18n/core';
import { useForm } from '@/shared/lib/useForm';
import { usePageTitle } from '@/shared/lib/usePageTitle';
import { Button } from '@/shared/ui/Button';
import { Field } from '@/shared/ui/Field';
import { Panel } from '@/shared/ui/Panel';
import { say } from '@/shared/ui/Toast';
import { Factor } from './Factor';
import { Fault } from './Fault';
import { Keys } from './Keys';
import { Sessions } from './Sessions';
import { useProved } from './useProved';

function Profile({ me }: { me: User }) {
  const t = useT();
  const queries = useQueryClient();
  const { busy, faults, onSubmit } = useForm(async (read) => {
    await patch('/api/v1/me', { name: read('name').trim() });
    await queries.invalidateQueries({ queryKey: ['me'] });
    say(t('common.saved'));
  });
  return (
    <Panel title={t('account.profile')}>
      <form onSubmit={onSubmit} className="space-y-4">
        <Field
          label={t('setup.name')}
          name="name"
          defaultValue={me.name}
          autoComplete="name"
          required
          maxLength={100}
          dir="auto"
          error={faults.name}
        />
        <Fault text={faults.form} />
        <Button type="submit" busy={busy}>
          {t('common.save')}
        </Button>
      </form>
    </Panel>
  );
}

function Address({ me }: { me: User }) {
  const t = useT();
  const queries = useQueryClient();
  const { busy, faults, onSubmit } = useProved(async (read) => {
    const email = read('email').trim();
    const wanted = { email, password: read('proof') };
    const { next } = await post<{ next: 'mail' | 'sign_in' }>('/api/v1/me/email', wanted);
    await queries.invalidateQueries({ queryKey: ['me'] });
    say(next === 'mail' ? t('signup.mailedHint', { email }) : t('common.saved'));
  });
  return (
    <Panel title={t('account.address')}>
      <form onSubmit={onSubmit} className="space-y-4">
        <p className="font-medium [overflow-wrap:anywhere]">
          <bdi dir="ltr">{me.email}</bdi>
        </p>
        <Field
          label={t('account.newAddress')}
          hint={t('account.addressHint')}
          name="email"
          type="email"
          autoComplete="email"
          required
          dir="ltr"
          error={faults.email}
        />
        <Field
          label={t('account.current')}
          name="proof"
          type="password"
          autoComplete="current-password"
          required
          dir="ltr"
          error={faults.proof}
        />
        <Fault text={faults.form} />
        <Button type="submit" busy={busy}>
          {t('account.change')}
        </Button>
      </form>
    </Panel>
  );
}

function Password() {
  const t = useT();
  const { busy, faults, onSubmit } = useProved(async (read) => {
    await post('/api/v1/me/password', { current: read('proof'), new: read('new') });
    say(t('account.passwordDone'));
  });
  return (
    <Panel title={t('account.password')}>
      <form onSubmit={onSubmit} className="space-y-4">
        <Field
          label={t('account.current')}
          name="proof"
          type="password"
          autoComplete="current-password"
          required
          dir="ltr"
          error={faults.proof}
        />
        <Field
          label={t('account.new')}
          hint={t('signup.passwordHint')}
          name="new"
          type="password"
          autoComplete="new-password"
          minLength={8}
          maxLength={256}
          required
          dir="ltr"
          error={faults.password}
        />
        <Fault text={faults.form} />
        <Button type="submit" busy={busy}>
          {t('account.change')}
        </Button>
      </form>
    </Panel>
  );
}

/** What people see and change of their own account. */
export function AccountPage() {
  const t = useT();
  const me = useMe();
  usePageTitle(t('account.title'));
  if (!me.data) return null;
  return (
    <div className="mx-auto max-w-[1200px] px-4 py-6 lg:px-6">
      <h1 className="mb-5 text-xl font-semibold">{t('account.title')}</h1>
      <div className="grid grid-cols-1 items-start gap-4 lg:grid-cols-2">
        <div className="space-y-4">
          <Profile me={me.data} />
          <Address me={me.data} />
          <Password />
        </div>
        <div className="space-y-4">
          <Factor />
          <Sessions />
          {me.data.role !== 'end_user' && <Keys />}
        </div>
      </div>
    </div>
  );
}
