/** Checks a label, `name` or `name=value`. @throws Error in the words of Docker's client */
export function checkLabel(label: string): undefined {
  const [given = ''] = label.split('=')
  const name = given.replace(/^[ \t\n\v\f\r]+/, '')
  if (name === '') throw new Error(`invalid label '${label}': empty name`)
  if (/[ \t\n\v\f\r]/.test(name)) throw new Error(`label '${name}' contains whitespaces`)
}

/** Texts such as `name=value` by name; one without a value has an empty one. */
export function pairs(texts: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    texts.map((text) => {
      const [name = '', ...value] = text.split('=')
      return [name, value.join('=')]
    }),
  )
}

/** `name=value,…` as a column shows it; empty where there are none. */
export function labelsText(labels: Readonly<Record<string, string>> | null | undefined): string {
  return Object.entries(labels ?? {})
    .map(([name, value]) => `${name}=${value}`)
    .join(',')
}

/** The field of a row with labels that gives one of them by name: `{{.Label "tier"}}`. */
export const LABEL_COLUMN = {
  value:
    ({ Labels }: { Labels?: Readonly<Record<string, string>> | null | undefined }) =>
    (name: string) =>
      Labels?.[name] ?? '',
}
