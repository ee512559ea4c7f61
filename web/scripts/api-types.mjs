// Writes src/shared/api/schema.gen.ts from the OpenAPI document of the server; with --check it
// compares instead, and fails where the file is out of date.
import { readFileSync, writeFileSync } from 'node:fs';

const document = JSON.parse(readFileSync(new URL('../../openapi/awaz.json', import.meta.url), 'utf8'));
const target = new URL('../src/shared/api/schema.gen.ts', import.meta.url);

const isName = (text) => /^[A-Za-z_$][\w$]*$/.test(text);
const either = (types) => [...new Set(types)].join(' | ') || 'unknown';

/** The TypeScript type of a JSON schema. */
function typeOf(schema) {
  if (schema === true || schema === undefined || Object.keys(schema).length === 0) return 'unknown';
  if (schema.$ref) return schema.$ref.split('/').pop();
  if (schema.enum) return either(schema.enum.map((value) => JSON.stringify(value)));
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.oneOf || schema.anyOf) return either((schema.oneOf ?? schema.anyOf).map(typeOf));
  if (schema.allOf) return schema.allOf.map((part) => `(${typeOf(part)})`).join(' & ');
  const kinds = [schema.type].flat().filter(Boolean);
  return either(kinds.map((kind) => ofKind(kind, schema)));
}

function ofKind(kind, schema) {
  if (kind === 'integer' || kind === 'number') return 'number';
  if (kind === 'array') return `Array<${typeOf(schema.items)}>`;
  if (kind === 'object') return objectOf(schema);
  return kind;
}

function objectOf({ properties = {}, required = [], additionalProperties }) {
  const names = Object.keys(properties);
  if (names.length === 0) {
    return additionalProperties ? `Record<string, ${typeOf(additionalProperties)}>` : 'Record<string, unknown>';
  }
  const fields = names.map((name) => {
    const key = isName(name) ? name : JSON.stringify(name);
    return `${key}${required.includes(name) ? '' : '?'}: ${typeOf(properties[name])};`;
  });
  return `{ ${fields.join(' ')} }`;
}

const schemas = Object.entries(document.components.schemas).sort(([left], [right]) => (left < right ? -1 : 1));
const lines = schemas.map(([name, schema]) => `export type ${name} = ${typeOf(schema)};`);
const text = `// Made from openapi/awaz.json by scripts/api-types.mjs; do not edit.\n${lines.join('\n')}\n`;

if (process.argv.includes('--check')) {
  const is = readFileSync(target, 'utf8');
  if (is !== text) {
    console.error('src/shared/api/schema.gen.ts is out of date: run `make api`.');
    process.exit(1);
  }
} else {
  writeFileSync(target, text);
}
