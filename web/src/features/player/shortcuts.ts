import { useEffect } from 'react';
import { isModified, isTyping } from '@/shared/lib/keys';
import { usePrefs } from '@/shared/lib/prefs';
import { actions, usePlayer } from '@/shared/player/store';

const STEP_S = 15;
const VOLUME_STEP = 0.05;

function louder(by: number): void {
  const { volume, set } = usePrefs.getState();
  set({ volume: Math.min(1, Math.max(0, volume + by)), muted: false });
}

const KEYS: Record<string, () => void> = {
  k: () => actions.toggle(),
  m: () => usePrefs.getState().set({ muted: !usePrefs.getState().muted }),
  j: () => actions.nudge(-STEP_S),
  l: () => actions.nudge(STEP_S),
  '0': () => actions.toLive(),
  f: () => actions.setOpen(!usePlayer.getState().open),
  ArrowUp: () => louder(VOLUME_STEP),
  ArrowDown: () => louder(-VOLUME_STEP),
};

/** Player keys; off while one types, with modifiers, or when the listener turned them off. */
export function useShortcuts(): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement;
      if (!usePrefs.getState().shortcuts || !usePlayer.getState().station) return;
      if (isModified(event) || isTyping(event)) return;
      const onButton = target.matches('button, a, summary');
      const arrow = event.key.startsWith('Arrow');
      // Arrows scroll a page; they turn the volume only while the player is open.
      if (arrow && !usePlayer.getState().open) return;
      const act =
        event.key === ' '
          ? onButton
            ? undefined
            : KEYS.k
          : KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
      if (!act) return;
      event.preventDefault();
      act();
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, []);
}
