/** Which methods an address takes, read from the documented paths, so that a wrong method is told from a wrong address. */
export class Routes {
  private readonly patterns: readonly { readonly pattern: RegExp; readonly methods: readonly string[] }[];

  constructor(paths: Readonly<Record<string, object>>) {
    this.patterns = Object.entries(paths).map(([path, operations]) => ({
      pattern: new RegExp(`^${path.replaceAll(/[.*+?^$()|[\]\\]/g, '\\$&').replaceAll(/\{[^}]+\}/g, '[^/]+')}/?$`),
      methods: METHODS.filter((method) => Object.hasOwn(operations, method)).map((method) => method.toUpperCase()),
    }));
  }

  methodsAt(path: string): readonly string[] {
    return [...new Set(this.patterns.filter(({ pattern }) => pattern.test(path)).flatMap(({ methods }) => methods))];
  }
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];
