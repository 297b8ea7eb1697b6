/** What is to happen when a container ends, as the API has it. */
export interface RestartPolicy {
  Name: string
  MaximumRetryCount: number
}

/** Reads `on-failure:3`. @throws Error in the words of Docker's client */
export function parseRestartPolicy(text: string): RestartPolicy {
  const [Name = '', count, ...more] = text.split(':')
  if (more.length > 0) throw new Error('invalid restart policy format')
  if (count === undefined) return { Name, MaximumRetryCount: 0 }
  if (!/^[+-]?\d+$/.test(count)) throw new Error('maximum retry count must be an integer')
  return { Name, MaximumRetryCount: Number(count) }
}
