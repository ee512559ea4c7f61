import { chooseLang, LANGS, NAMES, TAGS, useT } from '@/shared/i18n/core';
import { type Theme, usePrefs } from '@/shared/lib/prefs';
import { Choice } from '@/shared/ui/Choice';
import { Dialog } from '@/shared/ui/Dialog';

const THEMES: readonly Theme[] = ['system', 'light', 'dark', 'car'];

function Switch({
  label,
  hint,
  on,
  onChange,
}: {
  label: string;
  hint: string;
  on: boolean;
  onChange: (on: boolean) => void;
}) {
  return (
    <label className="flex min-h-11 cursor-pointer items-center gap-3 rounded-lg px-2 py-1 hover:bg-sunken">
      <input
        type="checkbox"
        checked={on}
        onChange={(event) => onChange(event.target.checked)}
        className="size-5 shrink-0 accent-ink"
      />
      <span>
        {label}
        <span className="block text-sm text-muted">{hint}</span>
      </span>
    </label>
  );
}

/** Language, look and habits; everything stays on the device. */
export function SettingsDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const t = useT();
  const prefs = usePrefs();
  return (
    <Dialog open={open} onClose={onClose} title={t('settings.title')}>
      <fieldset className="border-0 p-0">
        <legend className="mb-2 text-sm font-medium text-muted">{t('settings.language')}</legend>
        <div className="grid grid-cols-2 gap-2 sm:grid-cols-3">
          {LANGS.map((lang) => (
            <button
              key={lang}
              type="button"
              lang={TAGS[lang]}
              aria-pressed={t.lang === lang}
              onClick={() => void chooseLang(lang)}
              className="min-h-12 rounded-card border border-line px-3 aria-pressed:border-ink aria-pressed:bg-ink aria-pressed:text-paper"
            >
              {NAMES[lang]}
            </button>
          ))}
        </div>
      </fieldset>
      <Choice
        legend={t('settings.theme')}
        value={prefs.theme}
        onChange={(theme) => prefs.set({ theme })}
        options={THEMES.map((value) => ({ value, label: t(`settings.theme.${value}`) }))}
        className="mt-5"
      />
      <div className="mt-5 space-y-1">
        <Switch
          label={t('settings.nastaliq')}
          hint={t('settings.nastaliqHint')}
          on={prefs.nastaliq}
          onChange={(nastaliq) => prefs.set({ nastaliq })}
        />
        <Switch
          label={t('settings.shortcuts')}
          hint={t('settings.shortcutsHint')}
          on={prefs.shortcuts}
          onChange={(shortcuts) => prefs.set({ shortcuts })}
        />
      </div>
    </Dialog>
  );
}
