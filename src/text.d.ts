// Files taken in as text: Nix sources, lessons, help pages.
declare module '*.nix?raw' {
  const text: string;
  export default text;
}
declare module '*.md?raw' {
  const text: string;
  export default text;
}
declare module '*.sh?raw' {
  const text: string;
  export default text;
}
