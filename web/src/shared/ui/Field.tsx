import {
  type InputHTMLAttributes,
  type ReactNode,
  type SelectHTMLAttributes,
  type TextareaHTMLAttributes,
  useId,
} from 'react';

const BOX =
  'min-h-11 w-full rounded-lg border border-muted bg-raised px-3 py-2 text-ink placeholder:text-muted aria-invalid:border-voice disabled:opacity-60';

interface Common {
  label: string;
  hint?: string;
  error?: string;
  /** Stands behind the box, such as a unit. */
  after?: ReactNode;
}

type Wrapped = Common & { id: string; children: ReactNode; className?: string };

function Wrap({ label, hint, error, after, id, children, className = '' }: Wrapped) {
  return (
    <div className={className}>
      <label htmlFor={id} className="mb-1 block text-sm font-medium">
        {label}
      </label>
      <div className="flex items-center gap-2">
        {children}
        {after && <span className="shrink-0 text-sm text-muted">{after}</span>}
      </div>
      {hint && !error && (
        <p id={`${id}-hint`} className="mt-1 text-sm text-muted">
          {hint}
        </p>
      )}
      {error && (
        <p id={`${id}-hint`} role="alert" className="mt-1 text-sm font-medium text-voice">
          {error}
        </p>
      )}
    </div>
  );
}

/** A box to write into, with its name above and help or the fault below. */
export function Field({
  label,
  hint,
  error,
  after,
  className,
  ...rest
}: Common & InputHTMLAttributes<HTMLInputElement>) {
  const id = useId();
  return (
    <Wrap {...{ label, hint, error, after, id, className }}>
      <input
        id={id}
        aria-invalid={error ? true : undefined}
        aria-describedby={hint || error ? `${id}-hint` : undefined}
        className={`${BOX} ${rest.type === 'number' ? 'rtl:text-right' : ''}`}
        dir={rest.type === 'number' ? 'ltr' : undefined}
        {...rest}
      />
    </Wrap>
  );
}

/** A choice out of a longer list. */
export function Select({
  label,
  hint,
  error,
  className,
  children,
  ...rest
}: Common & SelectHTMLAttributes<HTMLSelectElement>) {
  const id = useId();
  return (
    <Wrap {...{ label, hint, error, id, className }}>
      <select id={id} className={BOX} {...rest}>
        {children}
      </select>
    </Wrap>
  );
}

/** A box for more than a line. */
export function TextArea({
  label,
  hint,
  error,
  className,
  ...rest
}: Common & TextareaHTMLAttributes<HTMLTextAreaElement>) {
  const id = useId();
  return (
    <Wrap {...{ label, hint, error, id, className }}>
      <textarea
        id={id}
        aria-invalid={error ? true : undefined}
        aria-describedby={hint || error ? `${id}-hint` : undefined}
        className={BOX}
        {...rest}
      />
    </Wrap>
  );
}

/** Yes or no, with words. */
export function Check({ label, ...rest }: { label: string } & InputHTMLAttributes<HTMLInputElement>) {
  return (
    <label className="flex min-h-11 cursor-pointer items-center gap-3">
      <input type="checkbox" className="size-5 shrink-0 accent-ink" {...rest} />
      {label}
    </label>
  );
}
