/** What is wrong with a form as a whole. */
export function Fault({ text }: { text: string | undefined }) {
  return text ? (
    <p role="alert" className="font-medium text-voice">
      {text}
    </p>
  ) : null;
}
