/** What is wrong with a form as a whole. */
export function Fault({ text }: { text: string | undefined }) {
  if (!text) return null;
  return (
    <p role="alert" className="font-medium text-voice">
      {text}
    </p>
  );
}
