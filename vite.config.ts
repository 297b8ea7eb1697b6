import { join } from 'node:path'
import { defineConfig, type Plugin } from 'vite'
import { registryMiddleware } from './docker/images/build/registry-server.node.ts'

/** Serves the images as a registry does, media types and errors included, to pages and to other clients. */
function registry(): Plugin {
  return {
    name: 'registry',
    configureServer({ config, middlewares }) {
      middlewares.use(registryMiddleware(join(config.publicDir, 'v2'), `${config.base}v2`))
    },
  }
}

/**
 * What modules that are loaded late need: Vite would find it only then, and load the whole page anew in the middle of
 * a talk.
 */
const LOADED_LATE = [
  '@xterm/addon-fit',
  '@xterm/addon-web-links',
  '@xterm/xterm',
  'birpc',
  'dockerfile-ast',
  'dockerfile-ast/lib/util.js',
  'dompurify',
  'fflate',
  'fzstd',
  'hono',
  'lz-string',
  'modern-tar',
  'v86',
  'valibot',
]

export default defineConfig({
  plugins: [registry()],
  optimizeDeps: { include: LOADED_LATE },
  worker: { format: 'es' },
  build: {
    license: { fileName: 'LICENSES.md' },
    rolldownOptions: {
      output: {
        // Slidev's own grouping puts Monaco's types and every language of Shiki into chunks that
        // the first slide needs, as soon as one slide has a Monaco block. Only Vue is shared here;
        // the rest is split where it is imported dynamically.
        manualChunks: (id: string) =>
          /\/node_modules\/(?:@?vue|vue-router|@vueuse)\//.test(id) ? 'modules/vue' : undefined,
      },
    },
  },
})
