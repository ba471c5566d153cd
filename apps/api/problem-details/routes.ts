/** Which methods an address takes, read from the documented paths, so that a wrong method is told from a wrong address. */
export class Routes {
  private readonly routes: readonly {
    readonly path: string;
    readonly pattern: RegExp;
    readonly methods: readonly string[];
  }[];

  constructor(paths: Readonly<Record<string, object>>) {
    this.routes = Object.entries(paths).map(([path, operations]) => ({
      path,
      pattern: new RegExp(`^${escaped(path).replaceAll(/\\\{[^}]+\\\}/g, '[^/]+')}/?$`),
      methods: METHODS.filter((method) => Object.hasOwn(operations, method)).map((method) => method.toUpperCase()),
    }));
  }

  /** The methods of an address that the document writes out, such as `/v1/lifecycles/search`; none for one with an id in it. */
  methodsWrittenOut(address: string): readonly string[] {
    return this.routes.find(({ path }) => path === address)?.methods ?? [];
  }

  /** An address that is written out is that one, and not an id of its neighbour's. */
  methodsAt(address: string): readonly string[] {
    const literal = this.routes.find(({ path }) => path === address);
    const fitting = literal ? [literal] : this.routes.filter(({ pattern }) => pattern.test(address));
    return [...new Set(fitting.flatMap(({ methods }) => methods))];
  }
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];

const escaped = (path: string): string => path.replaceAll(/[.*+?^$(){}|[\]\\]/g, '\\$&');
