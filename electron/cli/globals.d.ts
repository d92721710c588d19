// Vite's folder registry, which the bundler and the test runner resolve.
interface ImportMeta {
  glob<T>(patterns: readonly string[], options: { eager: true; import: string }): Record<string, T>;
}
