import { type FormEvent, useState } from 'react';
import { ApiError } from '@/shared/api/client';
import { faultText } from '@/shared/lib/faults';

export type Read = (name: string) => string;

/** A form that sends once at a time; faults stand at their boxes, or under `form`. */
export function useForm(send: (read: Read) => Promise<void>) {
  const [busy, setBusy] = useState(false);
  const [faults, setFaults] = useState<Record<string, string>>({});
  const submit = async (form: HTMLFormElement) => {
    const data = new FormData(form);
    setBusy(true);
    setFaults({});
    try {
      await send((name) => String(data.get(name) ?? ''));
    } catch (error) {
      const fields = error instanceof ApiError ? error.fields : {};
      setFaults(Object.keys(fields).length > 0 ? fields : { form: faultText(error) });
    } finally {
      setBusy(false);
    }
  };
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    void submit(event.currentTarget);
  };
  return { busy, faults, onSubmit };
}
