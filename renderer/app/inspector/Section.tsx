import type { ReactNode } from "react";

interface Props {
  readonly title: string;
  /** What stands at the end of the title's line. */
  readonly after?: ReactNode;
  readonly children: ReactNode;
}

/** A part of the inspector. */
export function Section({ title, after, children }: Props) {
  return (
    <section className="section" aria-label={title}>
      <div className="section-title">
        <h2>{title}</h2>
        {after}
      </div>
      {children}
    </section>
  );
}
