import { noteServerDate } from '@/shared/lib/clock';

/** An answer that was not a success, or no answer at all (`status` 0). */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    detail: string,
    readonly fields: Record<string, string> = {},
    readonly requestId: string | null = null,
  ) {
    super(detail);
    this.name = 'ApiError';
  }
  get offline(): boolean {
    return this.status === 0;
  }
}

interface Options {
  method?: string;
  body?: unknown;
  signal?: AbortSignal;
  timeoutMs?: number;
}

const TIMEOUT_MS = 15_000;

/** Sends one request, of JSON or of a file, and gives the parsed answer; throws `ApiError` for everything else. */
export async function request<Answer>(path: string, options: Options = {}): Promise<Answer> {
  const timeout = AbortSignal.timeout(options.timeoutMs ?? TIMEOUT_MS);
  // Older phones cannot join two signals; leaving the page then matters more than the time.
  const joined = 'any' in AbortSignal && options.signal ? AbortSignal.any([options.signal, timeout]) : options.signal;
  const signal = joined ?? timeout;
  const headers: Record<string, string> = { Accept: 'application/json', 'X-Awaz': '1' };
  const body = options.body instanceof Blob || options.body === undefined ? options.body : JSON.stringify(options.body);
  if (body !== undefined) headers['Content-Type'] = body instanceof Blob ? body.type : 'application/json';
  const sentAt = Date.now();
  let response: Response;
  try {
    response = await fetch(path, {
      method: options.method ?? 'GET',
      headers,
      body,
      credentials: 'same-origin',
      signal,
    });
  } catch (cause) {
    if (options.signal?.aborted) throw cause;
    throw new ApiError(0, timeout.aborted ? 'timeout' : 'offline', '');
  }
  noteServerDate(response.headers.get('date'), sentAt, Date.now());
  if (!response.ok) throw await toError(response);
  if (response.status === 204) return undefined as Answer;
  const text = await response.text();
  return (text === '' ? undefined : JSON.parse(text)) as Answer;
}

/** Reads a problem document (RFC 9457) into an `ApiError`. */
export async function toError(response: Response): Promise<ApiError> {
  const body: unknown = await response.json().catch(() => null);
  const problem = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  const text = (key: string) => (typeof problem[key] === 'string' ? (problem[key] as string) : '');
  return new ApiError(
    response.status,
    text('code') || `http_${response.status}`,
    text('detail') || text('title'),
    readFields(problem.fields),
    text('request_id') || response.headers.get('x-request-id'),
  );
}

/** A JSON pointer such as `/station/slug` as the form calls it: `station.slug`. */
const fieldName = (pointer: unknown): string =>
  String(pointer ?? '')
    .replace(/^\//, '')
    .replaceAll('/', '.');

/** `fields` is either a map of name to message or a list of `{pointer|field|name, detail|message}`. */
function readFields(fields: unknown): Record<string, string> {
  if (Array.isArray(fields)) {
    const pairs = fields.map((entry: Record<string, unknown>) => [
      fieldName(entry.pointer ?? entry.field ?? entry.name),
      String(entry.detail ?? entry.message ?? ''),
    ]);
    return Object.fromEntries(pairs);
  }
  if (typeof fields !== 'object' || fields === null) return {};
  return Object.fromEntries(Object.entries(fields).map(([name, message]) => [fieldName(name), String(message)]));
}

export const get = <Answer>(path: string, signal?: AbortSignal) => request<Answer>(path, { signal });
export const post = <Answer>(path: string, body?: unknown) => request<Answer>(path, { method: 'POST', body });
export const put = <Answer>(path: string, body: unknown) => request<Answer>(path, { method: 'PUT', body });
export const patch = <Answer>(path: string, body: unknown) => request<Answer>(path, { method: 'PATCH', body });
export const remove = (path: string) => request<void>(path, { method: 'DELETE' });
