import type { ButtonHTMLAttributes, ReactNode } from 'react';
import { Link } from 'react-router';
import { Icon, type IconName } from './Icon';

type Look = 'main' | 'plain' | 'quiet' | 'danger';

const LOOKS: Record<Look, string> = {
  main: 'bg-voice text-onvoice hover:brightness-110',
  plain: 'bg-raised text-ink border border-line hover:border-muted',
  quiet: 'text-ink hover:bg-sunken',
  danger: 'bg-raised text-voice border border-voice hover:bg-voice hover:text-onvoice',
};
const SHAPE =
  'inline-flex min-h-11 items-center justify-center gap-2 rounded-full px-5 py-2 text-base leading-snug font-medium no-underline transition duration-150 ease-out disabled:opacity-50';

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  look?: Look;
  icon?: IconName;
  busy?: boolean;
  children: ReactNode;
}

/** A button with words. */
export function Button({ look = 'plain', icon, busy, children, className = '', ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      disabled={rest.disabled || busy}
      aria-busy={busy}
      className={`${SHAPE} ${LOOKS[look]} ${className}`}
    >
      {icon && <Icon name={icon} size={20} />}
      {children}
    </button>
  );
}

/** A link that looks like a button. */
export function ButtonLink({
  to,
  look = 'plain',
  icon,
  children,
  className = '',
}: {
  to: string;
  look?: Look;
  icon?: IconName;
  children: ReactNode;
  className?: string;
}) {
  return (
    <Link to={to} className={`${SHAPE} ${LOOKS[look]} ${className}`}>
      {icon && <Icon name={icon} size={20} />}
      {children}
    </Link>
  );
}

interface IconButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  icon: IconName;
  label: string;
  size?: number;
}

/** A button with a picture only; its name is spoken and shown on hover. */
export function IconButton({ icon, label, size = 22, className = '', ...rest }: IconButtonProps) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      {...rest}
      className={`inline-grid size-11 shrink-0 place-items-center rounded-full transition duration-150 ease-out hover:bg-ink/8 disabled:opacity-40 ${className}`}
    >
      <Icon name={icon} size={size} />
    </button>
  );
}
