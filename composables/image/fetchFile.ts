/** The bytes of a file of this site. Throws where it is missing, with the reason in a few words. */
export async function fetchFile(address: string): Promise<Uint8Array<ArrayBuffer>> {
  const response = await fetch(`${import.meta.env.BASE_URL}${address}`).catch(() => undefined)
  if (!response) throw new Error('it could not be fetched')
  if (!response.ok) throw new Error(`the host answers ${response.status}`)
  return new Uint8Array(await response.arrayBuffer())
}
