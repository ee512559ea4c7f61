import { describe, expect, it } from 'vitest';
import { toError } from './client';

const problem = (body: unknown, status = 422) => new Response(JSON.stringify(body), { status });

describe('problem documents', () => {
  it('names fields as forms do', async () => {
    const fields = [
      { field: '/station/slug', message: 'is taken' },
      { field: '/email', message: 'has no @' },
    ];
    const error = await toError(
      problem({ code: 'invalid', detail: 'Two fields are wrong.', fields, request_id: 'r1' }),
    );
    expect(error.fields).toEqual({ 'station.slug': 'is taken', email: 'has no @' });
    expect([error.code, error.message, error.requestId]).toEqual(['invalid', 'Two fields are wrong.', 'r1']);
    const mapped = await toError(problem({ fields: { '/slug': 'too short' } }));
    expect(mapped.fields).toEqual({ slug: 'too short' });
  });
  it('survives an answer that is no problem document', async () => {
    const error = await toError(new Response('<h1>Bad gateway</h1>', { status: 502 }));
    expect([error.status, error.code, error.fields]).toEqual([502, 'http_502', {}]);
  });
});
