/** The version of package.json, put in by the build. */
declare const __HEDDLE_VERSION__: string;
