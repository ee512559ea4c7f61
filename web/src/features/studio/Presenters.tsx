import { type FormEvent, useState } from 'react';
import { patch, post, remove } from '@/shared/api/client';
import { channelPath, useChannelList, useRefresh } from '@/shared/api/studio';
import type { Credential, Hours } from '@/shared/api/types';
import { useT } from '@/shared/i18n/core';
import { attempt } from '@/shared/lib/faults';
import { Button } from '@/shared/ui/Button';
import { Confirm } from '@/shared/ui/Confirm';
import { CopyRow } from '@/shared/ui/CopyRow';
import { Check, Field } from '@/shared/ui/Field';
import { Panel } from '@/shared/ui/Panel';
import { say } from '@/shared/ui/Toast';
import { HoursEditor } from './HoursEditor';
import { useChannel } from './useChannel';

function NewPresenter({ slug, onMade }: { slug: string; onMade: (made: Credential) => void }) {
  const t = useT();
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const data = new FormData(form);
    const wanted = { user: String(data.get('user')).trim(), name: String(data.get('name')).trim() };
    await attempt(async () =>
      onMade({ ...wanted, ...(await post<Credential>(channelPath(slug, 'credentials'), wanted)) }),
    );
    form.reset();
  };
  return (
    <form onSubmit={(event) => void submit(event)} className="mt-4 flex flex-wrap items-end gap-3">
      <Field label={t('common.name')} name="name" required dir="auto" className="min-w-40 grow" />
      <Field
        label={t('dj.user')}
        name="user"
        required
        dir="ltr"
        pattern="[A-Za-z0-9._\-]{1,40}"
        className="min-w-40 grow"
      />
      <Button type="submit" icon="plus">
        {t('common.add')}
      </Button>
    </form>
  );
}

/** When a presenter may go on air, and what happens at the end. */
function HoursForm({ path, one, onDone }: { path: string; one: Credential; onDone: () => void }) {
  const t = useT();
  const { settings } = useChannel();
  const [hours, setHours] = useState<Hours[]>(one.hours ?? []);
  const [isScheduled, setScheduled] = useState(one.is_by_schedule ?? false);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const wanted = {
      hours,
      is_by_schedule: isScheduled,
      ends_with_hours: new FormData(event.currentTarget).has('ends'),
    };
    if (!(await attempt(() => patch(path, wanted)))) return;
    say(t('dj.hoursSaved', { name: one.name }));
    onDone();
  };
  return (
    <form onSubmit={(event) => void submit(event)} className="mb-3 rounded-card bg-sunken p-4">
      <HoursEditor
        hours={hours}
        zone={settings.time_zone}
        hint={t('dj.hoursHint')}
        always={t(isScheduled ? 'dj.scheduled' : 'dj.always')}
        onChange={setHours}
      />
      <Check
        label={t('dj.bySchedule')}
        checked={isScheduled}
        onChange={(event) => setScheduled(event.target.checked)}
      />
      {(hours.length > 0 || isScheduled) && (
        <Check label={t('dj.ends')} name="ends" defaultChecked={one.ends_with_hours} />
      )}
      <Button type="submit" look="main" className="mt-3">
        {t('common.save')}
      </Button>
    </form>
  );
}

function Presenter({ slug, one }: { slug: string; one: Credential }) {
  const t = useT();
  const refresh = useRefresh(slug);
  const [isOpen, setOpen] = useState(false);
  const path = channelPath(slug, `credentials/${one.id}`);
  const drop = async () => {
    await attempt(() => remove(path));
    await refresh('credentials');
  };
  const done = () => {
    setOpen(false);
    void refresh('credentials');
  };
  return (
    <li className="py-1">
      <div className="flex flex-wrap items-center gap-x-3">
        <span className="min-w-0 grow">
          <bdi className="font-medium">{one.name}</bdi> <code className="text-muted">{one.user}</code>
          <span className="block text-sm text-muted">
            {t(one.is_by_schedule ? 'dj.scheduled' : one.hours?.length ? 'dj.inHours' : 'dj.always')}
          </span>
        </span>
        <Button
          look="quiet"
          aria-expanded={isOpen}
          aria-label={t('dj.hoursOf', { name: one.name })}
          onClick={() => setOpen(!isOpen)}
        >
          {t('playlist.hours')}
        </Button>
        <Confirm
          label={t('dj.remove', { name: one.name })}
          question={t('dj.removeAsk')}
          consequence={t('dj.remove', { name: one.name })}
          onConfirm={() => void drop()}
        >
          {(ask) => (
            <Button look="quiet" icon="trash" onClick={ask} aria-label={t('dj.remove', { name: one.name })}>
              {t('common.remove')}
            </Button>
          )}
        </Confirm>
      </div>
      {isOpen && <HoursForm path={path} one={one} onDone={done} />}
    </li>
  );
}

/** Accounts of presenters: names, passwords, hours. */
export function Presenters({ slug }: { slug: string }) {
  const t = useT();
  const list = useChannelList<Credential>(slug, 'credentials');
  const refresh = useRefresh(slug);
  const [made, setMade] = useState<Credential | null>(null);
  return (
    <Panel title={t('dj.title')}>
      <p className="mb-3 text-muted">{t('dj.intro')}</p>
      {list.data?.items.length === 0 && <p>{t('dj.empty')}</p>}
      <ul className="divide-y divide-line">
        {list.data?.items.map((one) => (
          <Presenter key={one.id} slug={slug} one={one} />
        ))}
      </ul>
      {made?.password && (
        <div role="status" className="mt-4 rounded-card bg-sunken p-4">
          <p className="font-medium">{t('dj.created', { name: made.name })}</p>
          <dl>
            <CopyRow label={made.user} value={made.password} />
          </dl>
        </div>
      )}
      <NewPresenter
        slug={slug}
        onMade={(one) => {
          setMade(one);
          void refresh('credentials');
        }}
      />
    </Panel>
  );
}
