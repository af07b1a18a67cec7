// Files taken in as text: Nix sources, lessons, help pages.
declare module '*?raw' {
  const text: string;
  export default text;
}
