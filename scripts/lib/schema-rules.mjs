import { createRequire } from 'node:module';
import { inRoot } from './root.mjs';

const { buildSchema, findBreakingChanges, isEnumType, isInputObjectType, isInterfaceType, isObjectType, isSpecifiedScalarType } =
  createRequire(inRoot('apps', 'api', 'package.json'))('graphql');

/** Until when a deprecated field stays, as its reason must say. */
const GOES_ON = /\b\d{4}-\d{2}-\d{2}\b/;

/**
 * What an integrator would miss in a schema: a type, field, argument or value without a description, a deprecation that does not say until
 * when.
 * @returns {string[]} one line each
 */
export function missingIn(text) {
  const named = Object.values(buildSchema(text).getTypeMap()).filter((type) => !type.name.startsWith('__') && !isSpecifiedScalarType(type));
  return named.flatMap((type) => [
    ...lacking(type.name, type),
    ...membersOf(type).flatMap((member) => [
      ...lacking(`${type.name}.${member.name}`, member),
      ...(member.args ?? []).flatMap((argument) => lacking(`${type.name}.${member.name}(${argument.name}:)`, argument)),
    ]),
  ]);
}

function membersOf(type) {
  if (isEnumType(type)) return type.getValues();
  return isObjectType(type) || isInterfaceType(type) || isInputObjectType(type) ? Object.values(type.getFields()) : [];
}

function lacking(name, { description, deprecationReason }) {
  return [
    ...(description ? [] : [`${name} has no description`]),
    ...(deprecationReason == null || GOES_ON.test(deprecationReason)
      ? []
      : [`${name} is deprecated and does not say until when (a date as 2027-03-31)`]),
  ];
}

/**
 * What breaks programs that were written for the published schema, and is not named in the notes.
 * @param {{ published: string, emitted: string, notes: string }} texts two schemas, and what tells integrators of changes
 * @returns {string[]} one line each, as it has to stand in the notes
 */
export function unannounced({ published, emitted, notes }) {
  return findBreakingChanges(buildSchema(published), buildSchema(emitted))
    .map(({ description }) => description)
    .filter((description) => !notes.includes(description));
}
