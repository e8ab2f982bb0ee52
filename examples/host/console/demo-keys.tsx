import type { Demo } from './session.ts'
import type { ConsoleWords } from './words.ts'

/** What to type into “Add an SMS Account” while trying it: keys that only the emulator knows. */
export const DemoKeys = ({ words, demo }: { words: ConsoleWords; demo: Demo }) => (
  <details className="demo-keys">
    <summary>{words.demoKey}</summary>
    <table>
      <thead>
        <tr>
          <th scope="col">AccessKey</th>
          <th scope="col">AccessSecret</th>
        </tr>
      </thead>
      <tbody>
        {demo.accessKeys.map(({ accessKeyId, accessKeySecret }) => (
          <tr key={accessKeyId}>
            <td>
              <code>{accessKeyId}</code>
            </td>
            <td>
              <code>{accessKeySecret}</code>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  </details>
)
