import type { ReactNode } from "react";
import { reportIn } from "../../../shared/error.ts";
import { formatShare, formatValue } from "../../../shared/figures/text/number.ts";
import type { Manifest } from "../../../shared/manifest/schema.ts";
import type { CatalogEntry } from "../../state/catalog.ts";
import { Prose } from "../../ui/Prose.tsx";
import { useLanguage, useText } from "../text/useText.ts";
import { Equation } from "./Equation.tsx";

/** What a manifest says of its model, in the order in which a reader asks. */
export function ModelCard({ entry }: { readonly entry: CatalogEntry }) {
  const text = useText();
  const language = useLanguage();
  const { manifest } = entry;
  const problem = entry.error && reportIn(entry.error, language);
  if (!manifest)
    return (
      <article className="card">
        <h2>{entry.id}</h2>
        <p className="problem">{text.models.broken}</p>
        <p>{problem?.message}</p>
        <p className="muted">{problem?.remedy}</p>
      </article>
    );
  const { architecture, knobs } = manifest;
  const { paper } = architecture;
  return (
    <article className="card">
      <h2>{manifest.title}</h2>
      <Prose source={architecture.notes[language]} />
      <Part title={text.models.paper}>
        <p>
          <a href={paper.url} target="_blank" rel="noreferrer">
            {paper.title}
          </a>
          <br />
          <span className="muted">
            {paper.authors}, {paper.year}
          </span>
        </p>
      </Part>
      <Part title={text.models.size}>
        <Sizes manifest={manifest} />
      </Part>
      <Part title={text.models.equations}>
        {architecture.equations.map((equation) => (
          <Equation key={equation.tex} equation={equation} />
        ))}
      </Part>
      {knobs.length > 0 ? (
        <Part title={text.models.knobs}>
          <dl className="pairs">
            {knobs.map((knob) => (
              <div key={knob.input}>
                <dt>{knob.title[language]}</dt>
                <dd>
                  {knob.text[language]}{" "}
                  <span className="muted numeric">{text.models.range(formatValue(knob.minimum), formatValue(knob.maximum))}</span>
                </dd>
              </div>
            ))}
          </dl>
        </Part>
      ) : null}
      <Part title={text.models.trained}>
        <Training training={manifest.training} />
      </Part>
      <Part title={text.models.quality}>
        <Quality evaluation={manifest.evaluation} />
      </Part>
    </article>
  );
}

function Part({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section>
      <h3>{title}</h3>
      {children}
    </section>
  );
}

function Sizes({ manifest }: { readonly manifest: Manifest }) {
  const text = useText();
  const { size, graph } = manifest;
  const whole = (value: number): string => value.toLocaleString("en-US");
  const rows: readonly (readonly [string, string])[] = [
    [text.models.parameters, whole(size.parameters)],
    [text.models.layers, whole(size.layers)],
    size.groups === undefined ? [text.models.heads, whole(size.heads)] : [text.models.groups, whole(size.groups)],
    [text.models.headWidth, whole(size.headWidth)],
    [text.models.width, whole(size.width)],
    [text.models.context, whole(size.context)],
    [text.models.vocabulary, whole(size.vocabulary)],
    [text.models.file, `${(graph.bytes / 1e6).toFixed(1)} ${text.models.megabytes}`],
  ];
  return (
    <dl className="sizes numeric">
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Training({ training }: { readonly training: Manifest["training"] }) {
  const text = useText();
  const language = useLanguage();
  if (!training) return <p className="muted">{text.models.untrained}</p>;
  return (
    <>
      <p>{training.data[language]}</p>
      <dl className="sizes numeric">
        <div>
          <dt>{text.models.tokens}</dt>
          <dd>{training.tokens.toLocaleString("en-US")}</dd>
        </div>
        <div>
          <dt>{text.models.seed}</dt>
          <dd>{training.seed}</dd>
        </div>
        {Object.entries(training.recipe).map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{String(value)}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}

function Quality({ evaluation }: { readonly evaluation: Manifest["evaluation"] }) {
  const text = useText();
  if (!evaluation) return <p className="muted">{text.models.notEvaluated}</p>;
  return (
    <>
      <p className="numeric">
        {formatValue(evaluation.natsPerToken, 4)} {text.models.nats} · {formatValue(evaluation.bitsPerByte, 4)} {text.models.bits}{" "}
        <span className="muted" title={evaluation.books.join(", ")}>
          {text.models.heldOut(evaluation.tokens.toLocaleString("en-US"))}
        </span>
      </p>
      <table className="table numeric">
        <caption>{text.models.retrieval}</caption>
        <thead>
          <tr>
            {[text.models.needles, text.models.queries, text.models.length, text.models.depth, text.models.accuracy].map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {evaluation.retrieval.map((row) => (
            <tr key={`${row.needles}/${row.queries}/${row.length}/${row.depth ?? ""}`}>
              <td>{row.needles}</td>
              <td>{row.queries}</td>
              <td>{row.length}</td>
              <td>{row.depth === undefined ? text.models.allDepths : `${row.depth}%`}</td>
              <td>
                {formatShare(row.correct / row.total)} <span className="muted">n = {row.total}</span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
