/** The parts of a `.cpuprofile` that count here; times in microseconds of the monotonic clock. */
export interface CpuProfile {
  readonly startTime: number;
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: {
      readonly functionName: string;
      readonly url: string;
      readonly lineNumber: number;
    };
  }[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

export interface SelfTime {
  readonly name: string;
  readonly micros: number;
}

export interface ProfileSummary {
  /** Self time of functions, the largest first; without the time in which nothing ran. */
  readonly functions: readonly SelfTime[];
  /** The same by package, folder of a service, or `node`. */
  readonly places: readonly SelfTime[];
  readonly busyMicros: number;
}

type Frame = CpuProfile['nodes'][number]['callFrame'];

/** `pg-protocol`, `services/processing/src/progress`, `packages/messaging` or `node`. */
export const placeOf = ({ url, functionName }: Frame): string => {
  const [, dependency] = /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(url) ?? [];
  if (dependency !== undefined) return dependency;
  const [own] = /(?:services\/[^/]+\/src\/[^/]+|packages\/[^/]+|standalone)(?=\/)/.exec(url) ?? [];
  if (own !== undefined) return own;
  return functionName === '(garbage collector)' ? functionName : 'node';
};

const nameOf = (frame: Frame): string => {
  const name = frame.functionName || '(anonymous)';
  if (frame.url === '') return name;
  const file = frame.url.replace(/^.*\/(?=[^/]+\/[^/]+$)/, '');
  return `${name} ${file}:${frame.lineNumber + 1}`;
};

const toSorted = (times: ReadonlyMap<string, number>): SelfTime[] =>
  [...times].map(([name, micros]) => ({ name, micros })).sort((a, b) => b.micros - a.micros);

/** Who had the CPU between two moments. */
export const summariseProfile = (
  { nodes, samples, timeDeltas, startTime }: CpuProfile,
  fromMicros: number,
  toMicros: number,
): ProfileSummary => {
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
  const functions = new Map<string, number>();
  const places = new Map<string, number>();
  let [at, busyMicros] = [startTime, 0];
  const add = (times: Map<string, number>, name: string, micros: number) => {
    times.set(name, (times.get(name) ?? 0) + micros);
  };
  for (const [index, id] of samples.entries()) {
    const micros = timeDeltas[index] ?? 0;
    at += micros;
    const frame = frames.get(id);
    if (at < fromMicros || at > toMicros || !frame || frame.functionName === '(idle)') continue;
    busyMicros += micros;
    add(functions, nameOf(frame), micros);
    add(places, placeOf(frame), micros);
  }
  return { functions: toSorted(functions), places: toSorted(places), busyMicros };
};
