/**
 * The names of the variables in a template, each once, in their order: `${code}`. Whatever stands between the braces is a
 * name, though the platform promises letters, digits and underscores (help page 463237): one that we overlooked would
 * be sent without its value.
 */
export const variablesOf = (content: string): string[] => [
  ...new Set([...content.matchAll(/\$\{([^{}]*)\}/g)].map(([, name]) => name as string)),
]
