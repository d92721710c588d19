// The measures of the text on the stage, as they come from the worker; the old ones stay until then.

import { useEffect, useState } from "react";
import { type ErrorReport, toReport } from "../../../shared/error.ts";
import type { Spans } from "../../../shared/measures/context.ts";
import { knownMeasures } from "../../../shared/measures/kept.ts";
import type { HeadMeasures } from "../../../shared/measures/measure.ts";
import type { MapChoice } from "../../../shared/selection/selection.ts";
import { mapCaptures } from "../../../shared/trace/maps.ts";
import type { Trace } from "../../../shared/trace/trace.ts";
import { measurer } from "../../compute/measures/client.ts";

export interface Measured {
  readonly measures: HeadMeasures | null;
  /** True while newer ones are on their way. */
  readonly busy: boolean;
  readonly problem: ErrorReport | null;
}

/** Measures of a trace that may not hold the map yet; then there are none. */
export function useMeasures(trace: Trace, map: MapChoice | null, spans: Spans): Measured {
  const [found, setFound] = useState<Measured & { readonly trace: Trace | null }>({
    measures: null,
    busy: false,
    problem: null,
    trace: null,
  });
  useEffect(() => {
    if (!map || mapCaptures(trace, map).length === 0) return;
    const known = knownMeasures(trace, map, spans);
    if (known) {
      setFound({ measures: known, busy: false, problem: null, trace });
      return;
    }
    const abort = new AbortController();
    setFound((old) => ({ ...old, busy: true }));
    measurer.measure(trace, map, spans, abort.signal).then(
      (measures) => !abort.signal.aborted && setFound({ measures, busy: false, problem: null, trace }),
      (thrown: unknown) => !abort.signal.aborted && setFound((old) => ({ ...old, busy: false, problem: toReport(thrown) })),
    );
    return () => abort.abort();
  }, [trace, map, spans]);
  // Numbers of another model are nobody's: its heads are others.
  const mine =
    found.trace?.manifest.id === trace.manifest.id && found.measures?.map.role === map?.role && found.measures?.map.branch === map?.branch;
  return { measures: mine ? found.measures : null, busy: found.busy, problem: found.problem };
}
