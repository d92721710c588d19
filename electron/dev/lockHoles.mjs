// Holes in the lock file. A registry can lag for the binaries of other systems: then `npm install` works, writes a lock
// that lacks an optional package, and `npm ci` fails for everybody else.

/** @typedef {{ version?: string, optionalDependencies?: Record<string, string> }} LockEntry */

/**
 * @param {Readonly<Record<string, LockEntry>>} packages the `packages` of package-lock.json: path -> entry
 * @returns {string[]} "package -> missing optional package"
 */
export function lockHoles(packages) {
  return Object.entries(packages).flatMap(([path, entry]) =>
    Object.keys(entry.optionalDependencies ?? {})
      .filter((name) => !resolves(packages, path, name))
      .map((name) => `${path || "this project"} -> ${name}`),
  );
}

/**
 * Node's rule: a package is looked for in its asker's node_modules, then in every node_modules above.
 * @param {Readonly<Record<string, LockEntry>>} packages
 * @param {string} from
 * @param {string} name
 * @returns {boolean}
 */
function resolves(packages, from, name) {
  if (Object.hasOwn(packages, `${from === "" ? "" : `${from}/`}node_modules/${name}`)) return true;
  if (from === "") return false;
  const above = from.lastIndexOf("/node_modules/");
  return resolves(packages, above < 0 ? "" : from.slice(0, above), name);
}
