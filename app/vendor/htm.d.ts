type Tag<T> = (strings: TemplateStringsArray, ...values: unknown[]) => T;
declare const htm: { bind<T>(h: (type: unknown, props: unknown, ...children: unknown[]) => T): Tag<T> };
export default htm;
