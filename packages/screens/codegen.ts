import { codegen } from '@afc/schema/codegen.ts';
import type { CodegenConfig } from '@graphql-codegen/cli';

export default codegen satisfies CodegenConfig;
