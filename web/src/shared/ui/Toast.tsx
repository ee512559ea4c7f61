import { create } from 'zustand';
import { Icon } from './Icon';

interface Note {
  id: number;
  text: string;
  bad: boolean;
  undo?: { label: string; run: () => void };
}

const SHOWN_MS = 6_000;
const MOST = 3;
const useNotes = create<{ notes: Note[] }>(() => ({ notes: [] }));
let lastId = 0;

const dismiss = (id: number) => useNotes.setState(({ notes }) => ({ notes: notes.filter((note) => note.id !== id) }));

/** Says something for six seconds; `undo` offers the way back. */
export function say(text: string, options: { bad?: boolean; undo?: Note['undo'] } = {}): void {
  lastId += 1;
  const note: Note = { id: lastId, text, bad: options.bad ?? false, undo: options.undo };
  useNotes.setState(({ notes }) => ({ notes: [...notes, note].slice(-MOST) }));
  setTimeout(() => dismiss(note.id), SHOWN_MS);
}

/** Where the short messages appear; read aloud politely. */
export function Toasts() {
  const notes = useNotes((state) => state.notes);
  return (
    <div
      role="status"
      className="pointer-events-none fixed inset-x-0 bottom-40 z-50 flex flex-col items-center gap-2 px-4"
    >
      {notes.map((note) => (
        <p
          key={note.id}
          className="rise pointer-events-auto flex items-center gap-3 rounded-full bg-ink px-5 py-3 text-sm text-paper shadow-(--shadow)"
        >
          <Icon name={note.bad ? 'warn' : 'check'} size={18} />
          {note.text}
          {note.undo && (
            <button
              type="button"
              className="min-h-6 font-semibold underline"
              onClick={() => {
                note.undo?.run();
                dismiss(note.id);
              }}
            >
              {note.undo.label}
            </button>
          )}
        </p>
      ))}
    </div>
  );
}
