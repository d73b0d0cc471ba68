// The files of a worker share modules, and what one of them registers would be known to the next.
Reflect.deleteProperty(globalThis, Symbol.for('sluice.registry'));
