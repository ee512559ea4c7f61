export default function StudioApp() {
  return null;
}
