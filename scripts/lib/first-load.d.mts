export type BuiltApp = 'portal' | 'admin';
export declare const MOST_KB: Readonly<Record<BuiltApp, number>>;
export declare function weigh(app: BuiltApp): { readonly firstLoadKb: number; readonly firstScreenKb: number };
