import type { MantineColorsTuple } from '@mantine/core';

/** The product's own hue: deep sea. 6 and 7 carry white text at 4.5:1 or more. */
const atlantic: MantineColorsTuple = [
  '#edf7f8',
  '#d5ecef',
  '#abd9df',
  '#7ac2cc',
  '#48a8b5',
  '#238f9d',
  '#0e7785',
  '#0b616d',
  '#094e58',
  '#073940',
];

/** Neutrals lean towards the sea, so that greys and accent look like one family. */
const gray: MantineColorsTuple = [
  '#f6f8f8',
  '#eef1f1',
  '#e4e9e9',
  '#d6dddd',
  '#bfc8c9',
  '#8f9c9e',
  '#5b696c',
  '#435053',
  '#293437',
  '#131b1d',
];

const dark: MantineColorsTuple = [
  '#e2e9ea',
  '#b9c5c7',
  '#94a3a6',
  '#6d7d81',
  '#37464a',
  '#28353a',
  '#1b2529',
  '#0f1619',
  '#0b1113',
  '#070b0d',
];

const green: MantineColorsTuple = [
  '#eaf7f0',
  '#d2eddf',
  '#a7dcc0',
  '#74c79c',
  '#43af7b',
  '#229661',
  '#12794b',
  '#0e623d',
  '#0b4d30',
  '#073822',
];

const yellow: MantineColorsTuple = [
  '#fdf6e7',
  '#fae9c5',
  '#f5d48c',
  '#efbc52',
  '#e2a12a',
  '#c28213',
  '#94600a',
  '#784d08',
  '#5d3c07',
  '#422a05',
];

const red: MantineColorsTuple = [
  '#fdf0ef',
  '#fadcd9',
  '#f4b8b2',
  '#ec8d85',
  '#e0635a',
  '#d04339',
  '#b5322a',
  '#952720',
  '#761f1a',
  '#561611',
];

const blue: MantineColorsTuple = [
  '#eef3fd',
  '#dae5fb',
  '#b4caf6',
  '#88abef',
  '#5f8ce6',
  '#4071d9',
  '#2d5bbe',
  '#244a9b',
  '#1c3a7a',
  '#142a59',
];

const violet: MantineColorsTuple = [
  '#f4f0fc',
  '#e6ddf8',
  '#cebdf1',
  '#b299e7',
  '#9777da',
  '#7f5bca',
  '#6946b1',
  '#563892',
  '#442c74',
  '#312053',
];

export const colors = { atlantic, gray, dark, green, yellow, red, blue, violet };
