// The report and the duties' pages: read-only documents whose text the server writes, shown as a Markdown preview.

import * as vscode from 'vscode';

const SCHEME = 'demarc';

/** The server's commands that answer with a page. */
export const PAGE_COMMANDS: readonly string[] = ['demarc.report', 'demarc.explain'];

/** Runs a server command; undefined while no server runs. */
export type Ask = (command: string, args: unknown[]) => Promise<unknown> | undefined;

export class Pages implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  private readonly registration: vscode.Disposable;
  readonly onDidChange = this.changed.event;

  constructor(private readonly ask: Ask) {
    this.registration = vscode.workspace.registerTextDocumentContentProvider(SCHEME, this);
  }

  /** Opens the page that `command` answers with; one that is open already is fetched again. */
  async open(command: string, args: unknown[]): Promise<void> {
    const name = command === 'demarc.report' ? 'report' : String(args[0] ?? 'explain');
    const uri = vscode.Uri.from({
      scheme: SCHEME,
      path: `/${name.replaceAll('/', ' ')}.md`,
      query: JSON.stringify({ command, args }),
    });
    this.changed.fire(uri);
    await vscode.commands.executeCommand('markdown.showPreview', uri);
  }

  // The address alone says what to ask, so that a page survives a reload of the window.
  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const { command, args } = JSON.parse(uri.query) as { command: string; args: unknown[] };
    if (!PAGE_COMMANDS.includes(command)) {
      return `\`${command}\` is not a page of demarc.`;
    }
    try {
      const answer = await this.ask(command, args);
      return typeof answer === 'string' ? answer : 'The demarc server is not running, so there is no page to show.';
    } catch (error) {
      // The server says why, for example that there is no such duty, and which is near.
      return error instanceof Error ? error.message : String(error);
    }
  }

  dispose(): void {
    this.registration.dispose();
    this.changed.dispose();
  }
}
