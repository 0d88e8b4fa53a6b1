import 'reflect-metadata';
import { lexicographicSortSchema } from 'graphql';
import { openApiOf } from './rest/openapi.ts';
import { buildContract } from './schema.ts';
import { VERSION } from './version.ts';

process.stdout.write(`${JSON.stringify(openApiOf(lexicographicSortSchema(buildContract()), VERSION), null, 2)}\n`);
