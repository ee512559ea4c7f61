import { ApiError, toError } from '@/shared/api/client';

const PIECE = 4 * 1024 * 1024;
const TRIES = 6;
const VERSION = { 'Tus-Resumable': '1.0.0', 'X-Awaz': '1' };

const base64 = (text: string) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));
const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

/** One request; a lost line is an error that can be tried again. */
async function ask(path: string, init: RequestInit): Promise<Response> {
  const response = await fetch(path, { credentials: 'same-origin', ...init }).catch(() => {
    throw new ApiError(0, 'offline', '');
  });
  if (!response.ok) throw await toError(response);
  return response;
}

const offsetOf = (response: Response) => Number(response.headers.get('upload-offset') ?? 0);

/** Whether the same may work a little later. */
const isPassing = (error: unknown) => error instanceof ApiError && (error.offline || [409, 503].includes(error.status));

/**
 * Sends a file in pieces (tus 1.0) as the sound of an episode. A line that is lost for a while costs one piece;
 * `onSent` is told how many bytes are safe.
 */
export async function sendSound(
  file: File,
  { channel, episode }: { channel: string; episode: string },
  onSent: (bytes: number) => void,
): Promise<void> {
  const pairs = { filename: file.name, channel, episode };
  const metadata = Object.entries(pairs).map(([key, value]) => `${key} ${base64(value)}`);
  const begun = await ask('/api/v1/uploads', {
    method: 'POST',
    headers: { ...VERSION, 'Upload-Length': String(file.size), 'Upload-Metadata': metadata.join(',') },
  });
  const place = begun.headers.get('location') ?? '';
  let offset = 0;
  let tries = 0;
  while (offset < file.size) {
    try {
      if (tries > 0) offset = offsetOf(await ask(place, { method: 'HEAD', headers: VERSION }));
      const body = file.slice(offset, offset + PIECE);
      const headers = {
        ...VERSION,
        'Content-Type': 'application/offset+octet-stream',
        'Upload-Offset': String(offset),
      };
      if (body.size > 0) offset = offsetOf(await ask(place, { method: 'PATCH', headers, body }));
      onSent(offset);
      tries = 0;
    } catch (error) {
      tries += 1;
      if (!isPassing(error) || tries >= TRIES) throw error;
      await pause(1000 * 2 ** tries);
    }
  }
}
