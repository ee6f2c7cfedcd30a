'use client'

/** Brings the editor and the GraphQL library to this page alone. */
import dynamic from 'next/dynamic'

export const LazyExplorer = dynamic(() => import('./explorer').then((module) => module.Explorer), {
  ssr: false,
  loading: () => (
    <p role="status" className="py-12 text-center text-ink-soft">
      The explorer is being loaded…
    </p>
  ),
})
