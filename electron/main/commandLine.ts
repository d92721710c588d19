// What the desktop app understands on its command line. Chromium's own switches pass by untouched.

export interface CommandLine {
  /** Folder of model folders, instead of the shipped one. */
  readonly models: string | null;
  readonly help: boolean;
}

export const USAGE = `Heddle, a desktop explorer for attention

  heddle [--models FOLDER]

  --models FOLDER   show the models in this folder instead of the shipped ones
  --help            this text
`;

/** @param args what follows the program (and, in development, the script) */
export function parseCommandLine(args: readonly string[]): CommandLine | { readonly problem: string } {
  let models: string | null = null;
  let help = false;
  for (let i = 0; i < args.length; i += 1) {
    const word = args[i] as string;
    if (word === "--help") help = true;
    else if (word === "--models") {
      const value = args[i + 1];
      if (value === undefined || value === "" || value.startsWith("--")) return { problem: "--models needs a folder." };
      models = value;
      i += 1;
    } else if (word.startsWith("--models=")) {
      if (word === "--models=") return { problem: "--models needs a folder." };
      models = word.slice("--models=".length);
    }
  }
  return { models, help };
}
