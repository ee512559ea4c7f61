import { useId } from 'react';

interface Option<Value extends string> {
  value: Value;
  label: string;
  hint?: string;
}

interface ChoiceProps<Value extends string> {
  legend: string;
  value: Value;
  options: readonly Option<Value>[];
  onChange: (value: Value) => void;
  /** Keeps the legend for screen readers only. */
  quiet?: boolean;
  className?: string;
}

/** One of a few, as a list of real radio buttons. */
export function Choice<Value extends string>({
  legend,
  value,
  options,
  onChange,
  quiet,
  className = '',
}: ChoiceProps<Value>) {
  const name = useId();
  return (
    <fieldset className={`border-0 p-0 ${className}`}>
      <legend className={quiet ? 'sr-only' : 'mb-1 text-sm font-medium text-muted'}>{legend}</legend>
      {options.map((option) => (
        <label
          key={option.value}
          className="flex min-h-11 cursor-pointer items-center gap-3 rounded-lg px-2 py-1 hover:bg-sunken has-checked:bg-sunken"
        >
          <input
            type="radio"
            name={name}
            checked={option.value === value}
            onChange={() => onChange(option.value)}
            className="size-5 shrink-0 accent-ink"
          />
          <span className={option.hint ? 'shrink-0' : ''}>{option.label}</span>
          {option.hint && <span className="ms-auto text-end text-sm text-muted tabular">{option.hint}</span>}
        </label>
      ))}
    </fieldset>
  );
}
