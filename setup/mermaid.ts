import { defineMermaidSetup } from '@slidev/types'

/**
 * Diagrams take their colours from the design tokens, so they follow dark and light by themselves.
 * Nodes say what they are with `:::image` or `:::container`. Blocks need `{theme: 'base'}`: Slidev
 * chooses another theme in dark mode otherwise.
 */
const themeCSS = `
  .node rect, .node polygon, .node path, .node circle {
    fill: var(--color-surface); stroke: var(--color-machine); stroke-width: 2px;
  }
  .node.image rect { fill: var(--slab-runtime); stroke: var(--slab-base); }
  .node.image .nodeLabel { color: var(--slab-ink); }
  .node.container rect, .node.container path {
    fill: var(--color-container-tint); stroke: var(--color-container); stroke-width: 3px;
  }
  .node.current rect {
    fill: var(--slab-writable); stroke: var(--color-container); stroke-width: 4px;
  }
  .node.current .nodeLabel { color: var(--slab-writable-ink); }
  .node.gone rect { stroke: var(--color-container); stroke-width: 4px; }
  .node.state rect { stroke: var(--color-container); stroke-dasharray: 5 4; }
  .nodeLabel, .edgeLabel, .label text {
    color: var(--color-ink); fill: var(--color-ink); line-height: 1.35;
  }
  .edgeLabel, .edgeLabel p, .labelBkg { background-color: var(--color-paper); font-weight: 600; }
  .edgePath path, .flowchart-link { stroke: var(--color-container); stroke-width: 2.5px; }
  .arrowMarkerPath, .marker { fill: var(--color-container); stroke: var(--color-container); }
`

export default defineMermaidSetup(async () => {
  const fontFamily = "'Inter Variable', sans-serif"
  // Mermaid measures its labels, so it must not begin with a fallback font.
  await document.fonts.load(`18px ${fontFamily}`)
  return {
    theme: 'base',
    themeCSS,
    fontFamily,
    themeVariables: { fontFamily, fontSize: '20px' },
    flowchart: { curve: 'linear', nodeSpacing: 36, rankSpacing: 48, padding: 14 },
  }
})
