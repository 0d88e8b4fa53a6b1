import 'reflect-metadata';
import { lexicographicSortSchema, printSchema } from 'graphql';
import { buildContract } from './schema.ts';

// Sorted, so that the order in which files are loaded does not show.
process.stdout.write(`${printSchema(lexicographicSortSchema(buildContract()))}\n`);
