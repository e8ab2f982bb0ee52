/**
 * The names of the variables in a template, each once, in their order: `${code}`.
 * Alibaba Cloud takes letters, digits and underscores (help page 463237).
 */
export const variablesOf = (content: string): string[] => [
  ...new Set([...content.matchAll(/\$\{\s*([A-Za-z_][A-Za-z0-9_]*)\s*\}/g)].map(([, name]) => name as string)),
]
