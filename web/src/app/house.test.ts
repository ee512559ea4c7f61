import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';

const SRC = join(import.meta.dirname, '..');
const DIST = join(SRC, '../dist');
const SHELL_LIMIT = 150_000;
// Put together from halves, so that this file does not contain what it forbids.
const LEFTOVERS = new RegExp(`${'TO'}${'DO'}|${'FIX'}${'ME'}|(?:: |as )${'an'}${'y'}\\b`);

function walk(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? walk(path) : [path];
  });
}

const sources = walk(SRC).filter((path) => /\.tsx?$/.test(path) && !path.endsWith('.gen.ts'));
const zone = (path: string) => relative(SRC, path).split('/').slice(0, 2);

describe('house order', () => {
  it('imports only shared → features → app, and no feature from another', () => {
    for (const path of sources) {
      const [layer, part] = zone(path);
      const imports = [...readFileSync(path, 'utf8').matchAll(/from '(@|\.\.?)\/([^']+)'/g)].map(([, from, to]) =>
        from === '@' ? String(to).split('/') : zone(join(path, '..', `${from}/${to}`)),
      );
      for (const [toLayer, toPart] of imports) {
        const where = `${relative(SRC, path)} imports ${toLayer}/${toPart}`;
        if (layer === 'shared') expect(toLayer, where).toBe('shared');
        if (layer === 'features')
          expect(toLayer === 'shared' || (toLayer === 'features' && toPart === part), where).toBe(true);
      }
    }
  });

  it('keeps every file below 500 lines and without leftovers', () => {
    for (const path of sources) {
      const text = readFileSync(path, 'utf8');
      expect(text.split('\n').length, path).toBeLessThanOrEqual(500);
      expect(text, path).not.toMatch(LEFTOVERS);
    }
  });

  it('uses logical directions, so that a page can be mirrored', () => {
    const physical =
      /[\s"'`:-](?:m[lr]|p[lr]|left|right|border-[lr]|rounded-[lr]|text-left|text-right)-(?:\d|\[|auto|full)/;
    for (const path of sources.filter((one) => one.endsWith('.tsx'))) {
      expect(readFileSync(path, 'utf8'), path).not.toMatch(physical);
    }
  });
});

interface Chunk {
  file: string;
  isEntry?: boolean;
  imports?: string[];
  css?: string[];
}

describe.runIf(existsSync(join(DIST, '.vite/manifest.json')))('built listener shell', () => {
  it('weighs no more than 150 kB gzip', () => {
    const manifest = JSON.parse(readFileSync(join(DIST, '.vite/manifest.json'), 'utf8')) as Record<string, Chunk>;
    const files = new Set<string>(['index.html']);
    const add = (key: string) => {
      const chunk = manifest[key];
      if (!chunk || files.has(chunk.file)) return;
      files.add(chunk.file);
      for (const css of chunk.css ?? []) files.add(css);
      for (const next of chunk.imports ?? []) add(next);
    };
    for (const [key, chunk] of Object.entries(manifest)) if (chunk.isEntry) add(key);
    add('src/shared/i18n/listen/ur.ts');
    const total = [...files].reduce((sum, file) => sum + gzipSync(readFileSync(join(DIST, file))).length, 0);
    expect(files.size).toBeGreaterThan(3);
    expect(total).toBeLessThanOrEqual(SHELL_LIMIT);
  });

  it('asks no third party for anything', () => {
    for (const path of walk(DIST).filter((one) => /\.(html|css|js)$/.test(one))) {
      const hosts = [
        ...readFileSync(path, 'utf8').matchAll(
          /(?:src|href|url|import|fetch)\s*[=(:]\s*["'`(]*(https?:\/\/[^"'`)\s]+)/g,
        ),
      ].map((match) => match[1]);
      expect(
        hosts.filter((host) => !host?.includes('w3.org')),
        path,
      ).toEqual([]);
    }
  });
});
