/**
 * Copies a text for people to paste elsewhere. Where the browser does not let a page write to the clipboard, what is selected
 * is copied as its own menu would.
 */
export async function copyText(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text)
  } catch {
    document.execCommand('copy')
  }
}
