import {
  canonicalName,
  canonicalString,
  familiarString,
  InvalidReference,
  parseReference,
  type Reference,
} from '../registry/reference.ts'
import { CliError } from './io.ts'

/** Reads an image reference. @throws CliError in Docker's words */
export function readReference(text: string): Reference {
  try {
    return parseReference(text)
  } catch (error) {
    if (error instanceof InvalidReference) throw new CliError(error.message)
    throw error
  }
}

/** Whether a reference was given without tag and digest. */
export function isNameOnly(text: string): boolean {
  return !/[:@]/.test(text.slice(text.lastIndexOf('/') + 1))
}

/** The parameters of a pull. */
export function pullQuery(reference: Reference): Record<string, string> {
  const tag = reference.digest ?? reference.tag ?? 'latest'
  return { fromImage: canonicalName(reference), tag }
}

export { canonicalString, familiarString }
