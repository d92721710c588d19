import type { ReactNode } from "react";
import { Button } from "react-aria-components";
import { ErrorBoundary } from "../../ui/ErrorBoundary.tsx";
import { useText } from "../text/useText.ts";

interface Props {
  readonly name: string;
  readonly className: string;
  /** When it changes, a place that failed is shown again. */
  readonly resetKey?: unknown;
  readonly children: ReactNode;
}

/** One of the places of the window: a landmark with a name, whose failure stays inside it. */
export function Place({ name, className, resetKey, children }: Props) {
  const text = useText();
  return (
    <section className={className} aria-label={name}>
      <ErrorBoundary
        resetKey={resetKey}
        fallback={(error, again) => (
          <div className="message" role="alert">
            <p>{text.errors.crashed(name)}</p>
            <p className="detail">{error.message}</p>
            <div className="row">
              <Button className="button" onPress={again}>
                {text.errors.again}
              </Button>
              <Button className="button" onPress={() => void navigator.clipboard.writeText(error.stack ?? error.message)}>
                {text.errors.copy}
              </Button>
            </div>
          </div>
        )}
      >
        {children}
      </ErrorBoundary>
    </section>
  );
}
