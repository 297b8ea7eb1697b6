/** Opens an address that stands on the terminal, if it leads into the web; the page it opens cannot reach this one. */
export function openLink(address: string): void {
  if (!URL.canParse(address)) return
  const { protocol, href } = new URL(address)
  if (protocol === 'http:' || protocol === 'https:') window.open(href, '_blank', 'noopener')
}
