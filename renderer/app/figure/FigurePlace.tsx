/** Placeholder until the figure place is built. */
export function FigurePlace() {
  return null;
}
