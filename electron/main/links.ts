// Links that leave the app open in the person's browser, and only to places where papers, code and this project live.

const ALLOWED_HOSTS = new Set([
  "arxiv.org",
  "www.arxiv.org",
  "openreview.net",
  "aclanthology.org",
  "doi.org",
  "proceedings.mlr.press",
  "proceedings.neurips.cc",
  "papers.nips.cc",
  "github.com",
  "huggingface.co",
  "www.gutenberg.org",
  "onnxruntime.ai",
  "example.org",
]);

/** True for an https address on the list, without credentials or an unusual port. */
export function mayOpen(address: string): boolean {
  let url: URL;
  try {
    url = new URL(address);
  } catch {
    return false;
  }
  return url.protocol === "https:" && url.username === "" && url.password === "" && url.port === "" && ALLOWED_HOSTS.has(url.hostname);
}

/** True for an address of the app itself. */
export function isOwnPage(address: string): boolean {
  try {
    const url = new URL(address);
    // URL knows no origin for schemes of one's own, so the parts are compared.
    return url.protocol === "app:" && url.host === "heddle";
  } catch {
    return false;
  }
}
