// A named part of a view. Of two compared models each shows the same view: which of them a part belongs to is in its
// name, so that no two parts of the window are called the same.

import { type ComponentProps, createContext, useContext } from "react";

/** What the model is called whose side this is, as "A"; "" where there is one model. */
export const SideContext = createContext("");

/** A section; it takes all that a section does, and its name as `label`. */
export function Region({ label, ...section }: Omit<ComponentProps<"section">, "aria-label"> & { readonly label: string }) {
  const side = useContext(SideContext);
  return <section {...section} aria-label={side === "" ? label : `${side} · ${label}`} />;
}
