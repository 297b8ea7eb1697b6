/** A file as an address that holds all of it. */
export function dataUrl(type: string, bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.addEventListener('load', () => resolve(String(reader.result)))
    reader.addEventListener('error', () => reject(new Error('bytes could not be read')))
    reader.readAsDataURL(new Blob([bytes], { type }))
  })
}
