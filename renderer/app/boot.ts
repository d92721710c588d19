// Puts the window together without drawing it: settings, link, models, engine, and what keeps the stores in step.

import { sentencesOf } from "../../shared/error.ts";
import { createEngineClient } from "../engine/client.ts";
import type { Host } from "../host/host.ts";
import { catalogStore } from "../state/catalog.ts";
import { knobHistory } from "../state/knobHistory.ts";
import { noticesStore } from "../state/notices.ts";
import { rangeStore } from "../state/range.ts";
import { selectionStore } from "../state/selection.ts";
import { parseSettings, settingsStore } from "../state/settings.ts";
import { settingsHistory } from "../state/settingsHistory.ts";
import { slotHistory } from "../state/slotSteps.ts";
import { slotsStore } from "../state/slots.ts";
import { toolsStore } from "../state/tools.ts";
import { keepLink, openLink } from "./link/follow.ts";
import { SAMPLES } from "./prompt/samples.ts";
import { startRuns } from "./run/controller.ts";
import { createLoader } from "./run/loader.ts";
import { createVocabularies } from "./run/vocabulary.ts";
import type { Services } from "./services.ts";
import { keepSettings } from "./settings/keep.ts";
import { followTheme } from "./theme/follow.ts";

const stores = { slots: slotsStore, selection: selectionStore, settings: settingsStore, catalog: catalogStore, range: rangeStore };

/** Starts everything that lives as long as the window. Models load after this returns, so the frame is there at once. */
export async function boot(host: Host): Promise<Services> {
  const notices = noticesStore.getState();
  const stored = await host.readSettings().catch((thrown: unknown) => ({ values: {}, problem: sentencesOf(thrown) }));
  if (stored.problem) notices.tell(stored.problem);
  settingsStore.setState({ settings: parseSettings(stored.values) });
  followTheme(settingsStore);
  keepSettings(host, settingsStore, slotsStore);
  knobHistory.follow(selectionStore.getState().record);
  settingsHistory.follow(selectionStore.getState().recordSettings);

  const engine = createEngineClient();
  engine.onNotice(({ code, text, detail, info }) => {
    noticesStore.getState().tell(text, detail);
    // Only the loss of the device is of all models; of one alone its load or its trace says where it runs.
    if (code !== "gpu-lost") return;
    slotsStore.getState().slots.forEach((slot, index) => {
      if (slot.load.state === "ready") slotsStore.getState().change(index, { load: { ...slot.load, info } });
    });
  });
  const loader = createLoader(host, engine, stores);
  slotHistory.attach(loader.arrange);
  const runs = startRuns(
    engine,
    createVocabularies(() => catalogStore.getState().models ?? []),
    stores,
  );
  toolsStore.setState({
    tools: {
      run: (modelId, ...rest) => loader.using(modelId, () => engine.run(modelId, ...rest)),
      tokenize: (modelId, text) => loader.using(modelId, () => engine.tokenize(modelId, text)),
      save: (request) => host.saveFile(request),
    },
  });
  const services: Services = { host, engine, loader, runs };
  void openFirst(services);
  return services;
}

/** Opens what the link says, else what was open last, else the first model with the first sample. */
async function openFirst({ loader }: Services): Promise<void> {
  const { tell } = noticesStore.getState();
  let models: Awaited<ReturnType<typeof loader.refresh>>;
  try {
    models = await loader.refresh();
  } catch (thrown) {
    catalogStore.getState().setModels([]);
    tell(sentencesOf(thrown));
    return;
  }
  const { text, modelId, secondModelId } = settingsStore.getState().settings;
  slotsStore.getState().setText(text ?? SAMPLES[0].text);
  if (!(await openLink(loader, window))) {
    const first = models.find(({ id }) => id === modelId) ?? models.find(({ manifest }) => manifest !== null) ?? models[0];
    const there = first !== undefined && (await loader.open(0, first.id));
    if (there && models.some(({ id }) => id === secondModelId)) await loader.open(1, secondModelId ?? first.id);
  }
  keepLink(loader, window);
}
