import { useEffect, useRef, useState } from "react";
import { Button, ProgressBar } from "react-aria-components";
import { useStore } from "zustand";
import { catalogStore } from "../../state/catalog.ts";
import { slotsStore } from "../../state/slots.ts";
import { useServices } from "../services.ts";
import { useText } from "../text/useText.ts";

const MEGABYTE = 1e6;

/** A model on its way in: bytes, time left, cancel. */
export function Loading({ index }: { readonly index: number }) {
  const text = useText();
  const { loader } = useServices();
  const modelId = useStore(slotsStore, (state) => state.slots[index]?.modelId);
  const progress = useStore(slotsStore, (state) => {
    const load = state.slots[index]?.load;
    return load?.state === "loading" ? load.progress : null;
  });
  const title = useStore(catalogStore, (state) => state.models?.find(({ id }) => id === modelId)?.manifest?.title) ?? modelId;
  const left = useSecondsLeft(modelId, progress?.loaded ?? 0, progress?.total ?? 0);
  if (modelId === undefined) return null;
  const share = progress && progress.total > 0 ? (progress.loaded / progress.total) * 100 : undefined;
  return (
    <div className="message">
      <p>{text.stage.loading(title ?? modelId)}</p>
      <ProgressBar
        className="progress"
        aria-label={text.stage.loading(title ?? modelId)}
        {...(share === undefined ? { isIndeterminate: true } : { value: share })}
      >
        <div className="progress-track">
          <div className="progress-done" style={{ width: `${share ?? 0}%` }} />
        </div>
      </ProgressBar>
      <p className="muted numeric">
        {progress
          ? `${text.stage.loadStage[progress.stage]} · ${text.stage.bytes((progress.loaded / MEGABYTE).toFixed(1), (progress.total / MEGABYTE).toFixed(1))}`
          : " "}
        {left !== null && left > 1 ? ` · ${text.stage.timeLeft(left)}` : ""}
      </p>
      <Button className="button" onPress={() => loader.cancel(index)}>
        {text.stage.cancel}
      </Button>
    </div>
  );
}

/** Seconds until all bytes are there, from the speed so far; null while it cannot be told. */
function useSecondsLeft(modelId: string | undefined, loaded: number, total: number): number | null {
  const start = useRef<{ readonly modelId: string | undefined; readonly time: number }>(null);
  const [left, setLeft] = useState<number | null>(null);
  useEffect(() => {
    const now = performance.now();
    const began = start.current && start.current.modelId === modelId ? start.current : { modelId, time: now };
    start.current = began;
    const seconds = (now - began.time) / 1000;
    setLeft(loaded > 0 && seconds > 0.5 ? Math.ceil(((total - loaded) / loaded) * seconds) : null);
  }, [modelId, loaded, total]);
  return left;
}
