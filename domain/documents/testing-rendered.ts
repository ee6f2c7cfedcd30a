/** Rendered documents for the tests of rooms above, from which the engines are out of reach. */
export { renderDocument, type Rendered } from '@/engines/document/rendered/render'
