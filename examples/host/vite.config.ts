import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

const page = (folder: string) => new URL(`${folder}/index.html`, import.meta.url).pathname

/** The pages that the server serves: the console at `/`, and a page of one of the Apps at `/shop/`. */
export default defineConfig({
  root: new URL('.', import.meta.url).pathname,
  plugins: [react()],
  build: {
    outDir: 'dist/pages',
    emptyOutDir: true,
    rolldownOptions: { input: { console: page('console'), shop: page('shop') } },
  },
})
