/**
 * `npm run build [-- --base /deck/] [--out FOLDER] [--no-pdf]`: the deck as a static site with its PDF.
 * Without the PDF, what links to it is left out.
 */

import { copyFile, readFile, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { projectFolder } from './project.node.ts'
import { exportPdf, pdfName, slidev } from './slidev.node.ts'

const { values } = parseArgs({
  options: {
    base: { type: 'string', default: '/' },
    out: { type: 'string', default: 'dist' },
    'no-pdf': { type: 'boolean', default: false },
  },
})
if (!/^\/(?:.*\/)?$/.test(values.base)) {
  console.error(`--base must begin and end with a slash, as /deck/ does; it is ${values.base}`)
  process.exit(2)
}
const out = resolve(projectFolder, values.out)

await slidev('build', 'slides.md', '--base', values.base, '--out', out)
for (const name of ['LICENSE', 'NOTICE']) await copyFile(join(projectFolder, name), join(out, name))

if (values['no-pdf']) {
  for (const name of ['index.html', '404.html']) await leaveOutPdfLink(join(out, name))
} else {
  await exportPdf(join(out, pdfName))
}
console.log(`The site is in ${out}, to be served under ${values.base}`)

async function leaveOutPdfLink(file: string): Promise<void> {
  const html = await readFile(file, 'utf8')
  await writeFile(file, html.replace(/<!-- pdf -->[^]*?<!-- \/pdf -->/g, ''))
}
