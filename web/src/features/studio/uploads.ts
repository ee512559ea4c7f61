import { create } from 'zustand';
import { ApiError } from '@/shared/api/client';
import { channelPath } from '@/shared/api/studio';
import { faultText } from '@/shared/lib/faults';

export interface Upload {
  id: number;
  slug: string;
  name: string;
  sent: number;
  size: number;
  state: 'waiting' | 'sending' | 'done' | 'failed';
  reason?: string;
}

const AT_ONCE = 2;
const files = new Map<number, File>();
let lastId = 0;

/** The files on their way; they go on while one works on other pages. */
export const useUploads = create<{ items: Upload[] }>(() => ({ items: [] }));

function change(id: number, part: Partial<Upload>): void {
  useUploads.setState(({ items }) => ({ items: items.map((one) => (one.id === id ? { ...one, ...part } : one)) }));
}

function readProblem(text: string, status: number): ApiError {
  try {
    const problem = JSON.parse(text) as { detail?: string; title?: string; code?: string };
    return new ApiError(status, problem.code ?? '', problem.detail ?? problem.title ?? '');
  } catch {
    return new ApiError(status, `http_${status}`, '');
  }
}

/** Sends one file with its progress; `fetch` cannot tell how far an upload is. */
function send(upload: Upload, file: File, onEnd: () => void): void {
  const request = new XMLHttpRequest();
  request.open('POST', `${channelPath(upload.slug, 'tracks')}?filename=${encodeURIComponent(file.name)}`);
  request.setRequestHeader('X-Awaz', '1');
  request.setRequestHeader('Content-Type', file.type || 'application/octet-stream');
  request.upload.onprogress = (event) => change(upload.id, { sent: event.loaded });
  const end = (error: ApiError | null) => {
    files.delete(upload.id);
    change(upload.id, error ? { state: 'failed', reason: faultText(error) } : { state: 'done', sent: file.size });
    onEnd();
  };
  request.onload = () => end(request.status < 300 ? null : readProblem(request.responseText, request.status));
  request.onerror = () => end(new ApiError(0, 'offline', ''));
  request.send(file);
}

function work(onDone: () => void): void {
  const { items } = useUploads.getState();
  const sending = items.filter((one) => one.state === 'sending').length;
  for (const upload of items.filter((one) => one.state === 'waiting').slice(0, Math.max(0, AT_ONCE - sending))) {
    const file = files.get(upload.id);
    if (!file) continue;
    change(upload.id, { state: 'sending' });
    send(upload, file, () => {
      onDone();
      work(onDone);
    });
  }
}

/** Puts files in line; `onDone` is called after each. */
export function addUploads(slug: string, chosen: Iterable<File>, onDone: () => void): void {
  const added = [...chosen].map((file): Upload => {
    lastId += 1;
    files.set(lastId, file);
    return { id: lastId, slug, name: file.name, sent: 0, size: file.size, state: 'waiting' };
  });
  useUploads.setState(({ items }) => ({ items: [...items.filter((one) => one.state !== 'done'), ...added] }));
  work(onDone);
}

/** Forgets those that are over. */
export const clearUploads = (): void =>
  useUploads.setState(({ items }) => ({
    items: items.filter((one) => one.state === 'waiting' || one.state === 'sending'),
  }));
