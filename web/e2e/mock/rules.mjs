// Synonyms and pins of the mock: kept while it runs, and each save needs the version it was made from.
import { ALL, sectionsOf } from './search.mjs';
import { body, json, problem } from './server.mjs';

let kept = { version: 3, synonyms: [{ texts: ['qawwali', 'قوالی'] }], pins: [] };

const same = (one, other) => one.trim().toLowerCase() === other.trim().toLowerCase();

function answer(query, { synonyms, pins }) {
  const group = synonyms.find(({ texts }) => texts.some((text) => same(text, query)));
  const first = pins.find((pin) => same(pin.query, query))?.keys ?? [];
  const pinned = first.flatMap((key) =>
    ALL.filter((one) => one.key === key).map((one) => ({ ...one, title_marks: [], subtitle_marks: [], by: 'rule' })),
  );
  return { sections: sectionsOf(group?.texts ?? [query], pinned), limited: false, took_ms: 1 };
}

async function keep(request, response) {
  const wanted = await body(request);
  if (wanted.version !== kept.version)
    return problem(response, 409, 'conflict', 'Somebody else changed the rules meanwhile.');
  kept = { ...wanted, version: kept.version + 1 };
  return json(response, 200, kept);
}

/** What is below `/api/v1/search/rules`, and the making anew of the index. */
export async function rulesRoute(request, response, path) {
  if (path === '/api/v1/search/rules') {
    if (request.method === 'PUT') return keep(request, response);
    return json(response, 200, kept);
  }
  if (path === '/api/v1/search/rules/preview') {
    const { query, rules } = await body(request);
    return json(response, 200, { now: answer(query, kept), proposed: answer(query, rules) });
  }
  if (path === '/api/v1/search/rebuild') return json(response, 202);
  return problem(response, 404, 'not_found', 'no such rule');
}
