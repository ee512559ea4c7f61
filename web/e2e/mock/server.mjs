// A stand-in for the whole server: the built app, fixtures, events and sound. `--port 0` picks a free one.
import { existsSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { initSegment, mediaPlaylist, mediaSegment, prepare, progressive } from './audio.mjs';
import { detail, listItem, nowPlaying, programme, STATIONS } from './data.mjs';
import { searchRoute } from './search.mjs';
import { mediaRoute, showsRoute } from './shows.mjs';
import { studioRoute, studioUpgrade } from './studio.mjs';

const DIST = fileURLToPath(new URL('../../dist/', import.meta.url));
const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.webmanifest': 'application/manifest+json',
  '.json': 'application/json',
};
const BURST = 65_536;
const CSP =
  "default-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; style-src 'self' 'unsafe-inline'; worker-src 'self' blob:; connect-src 'self' ws: wss:";

const sockets = new Set();
let outUntil = 0;

export function json(response, status, body) {
  const type = status >= 400 ? 'application/problem+json' : 'application/json';
  response.writeHead(status, { 'Content-Type': type, 'Cache-Control': 'no-store' });
  response.end(body === undefined ? '' : JSON.stringify(body));
}

export const problem = (response, status, code, detailText, fields) =>
  json(response, status, {
    type: 'about:blank',
    title: code,
    status,
    code,
    detail: detailText,
    fields,
    request_id: 'req_mock',
  });

/** The JSON of a request; an empty object where it is none. */
export const body = (request) =>
  new Promise((done) => {
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      try {
        done(JSON.parse(Buffer.concat(chunks).toString() || '{}'));
      } catch {
        done({});
      }
    });
  });

function serveFile(response, path) {
  let file = join(DIST, path);
  if (!existsSync(file) || statSync(file).isDirectory()) file = join(DIST, 'index.html');
  if (!existsSync(file)) return problem(response, 404, 'not_built', 'run npm run build first');
  // Compressed as the real server sends it, so that weights measured against the mock mean something.
  const packs = /\.(html|js|css|svg|json|webmanifest)$/.test(file);
  response.writeHead(200, {
    'Content-Type': TYPES[extname(file)] ?? 'application/octet-stream',
    'Content-Security-Policy': CSP,
    ...(packs ? { 'Content-Encoding': 'gzip' } : {}),
  });
  response.end(packs ? gzipSync(readFileSync(file)) : readFileSync(file));
}

function serveProgressive(request, response, rendition, extension) {
  const stream = progressive(rendition, extension);
  if (!stream) return problem(response, 404, 'not_found', 'no such rendition');
  response.writeHead(200, { 'Content-Type': stream.type, 'Cache-Control': 'no-store' });
  if (request.method === 'HEAD') return response.end();
  let at = BURST;
  response.write(stream.bytes.subarray(0, BURST));
  const timer = setInterval(() => {
    const end = Math.min(stream.bytes.length, at + Math.ceil(stream.bytesPerSecond / 2));
    response.write(stream.bytes.subarray(at, end));
    at = end;
    if (at >= stream.bytes.length) response.end();
  }, 500);
  response.on('close', () => clearInterval(timer));
}

function serveHls(response, file) {
  if (file === 'index.m3u8') {
    response.writeHead(200, { 'Content-Type': 'application/vnd.apple.mpegurl' });
    return response.end(mediaPlaylist());
  }
  const msn = /^(\d+)\.m4s$/.exec(file);
  if (!msn && !file.startsWith('init-')) return problem(response, 404, 'not_found', 'no such file');
  response.writeHead(200, { 'Content-Type': 'audio/mp4' });
  return response.end(msn ? mediaSegment(Number(msn[1])) : initSegment());
}

function serveEvents(request, response, station) {
  response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
  let lastSeq = null;
  const send = () => {
    const now = nowPlaying(station);
    if (!now || now.seq === lastSeq) return;
    lastSeq = now.seq;
    response.write(`id: ${now.seq}\nevent: now\ndata: ${JSON.stringify(now)}\n\n`);
    response.write(
      `event: state\ndata: ${JSON.stringify({ on_air: station.on_air, listeners: station.listeners })}\n\n`,
    );
  };
  send();
  const timer = setInterval(send, 1000);
  request.on('close', () => clearInterval(timer));
}

function route(request, response, url) {
  const path = url.pathname;
  const find = (slug) => STATIONS.find((station) => station.slug === slug);
  const live = /^\/live\/([^/]+)\/([a-z0-9-]+)\.(mp3|aac|ogg)$/.exec(path);
  if (live) return serveProgressive(request, response, live[2], live[3]);
  const hls = /^\/live\/([^/]+)\/([^/]+)\/([^/]+)$/.exec(path);
  if (hls) return serveHls(response, hls[3]);
  if (path === '/api/v1/stations') return json(response, 200, { items: STATIONS.map(listItem) });
  const one = /^\/api\/v1\/stations\/([^/]+)$/.exec(path);
  if (one)
    return find(one[1])
      ? json(response, 200, detail(find(one[1])))
      : problem(response, 404, 'not_found', 'no such station');
  const told = /^\/api\/v1\/stations\/([^/]+)\/programme$/.exec(path);
  if (told) return json(response, 200, { time_zone: 'Asia/Karachi', items: find(told[1]) ? programme() : [] });
  const events = /^\/api\/v1\/channels\/([^/]+)\/events$/.exec(path);
  if (events)
    return find(events[1])
      ? serveEvents(request, response, find(events[1]))
      : problem(response, 404, 'not_found', 'no such station');
  if (path === '/__mock/outage') {
    outUntil = Date.now() + Number(url.searchParams.get('ms') ?? 60_000);
    json(response, 200, {});
    for (const socket of sockets) if (socket !== request.socket) socket.destroy();
    return undefined;
  }
  if (mediaRoute(request, response, url) || showsRoute(request, response, url)) return undefined;
  const found = searchRoute(request, url);
  if (found?.status === 400) return problem(response, 400, 'invalid', 'a search takes at most 256 letters');
  if (found) return json(response, found.status, found.body);
  if (path.startsWith('/api/')) return studioRoute(request, response, url);
  return serveFile(response, path);
}

/** Starts the server; gives its address and a way to stop it. */
export async function startMock(port = 0) {
  prepare();
  const server = createServer((request, response) => {
    if (Date.now() < outUntil) return request.socket.destroy();
    return route(request, response, new URL(request.url, 'http://mock'));
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  server.on('upgrade', (request, socket) => studioUpgrade(request, socket));
  await new Promise((done) => server.listen(port, '127.0.0.1', done));
  const url = `http://127.0.0.1:${server.address().port}`;
  return {
    url,
    stop: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { url } = await startMock(Number(process.argv[2] ?? 5199));
  console.log(`mock server at ${url}`);
}
