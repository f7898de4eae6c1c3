// Starts and stops the server as the settings say. Every decision about a file is the server's.

import * as vscode from 'vscode';
import { ExecuteCommandRequest, type LanguageClient, State } from 'vscode-languageclient/node';
import { type Channels, createClient, SELECTOR } from './client';
import { Pages } from './pages';
import { findServer, ServerError } from './server';
import { Status } from './status';

class Extension implements vscode.Disposable {
  private client: LanguageClient | undefined;
  private version = 'no server is running';
  /** Starts and stops follow each other, however fast they are asked for. */
  private turn: Promise<void> = Promise.resolve();
  private readonly channels: Channels = {
    log: vscode.window.createOutputChannel('demarc'),
    trace: vscode.window.createOutputChannel('demarc trace'),
  };
  private readonly status = new Status(SELECTOR);
  private readonly pages = new Pages((command, args) =>
    this.client?.sendRequest(ExecuteCommandRequest.type, { command, arguments: args }),
  );

  constructor(private readonly context: vscode.ExtensionContext) {
    const command = vscode.commands.registerCommand;
    context.subscriptions.push(
      this,
      command('demarc.openReport', () => this.pages.open('demarc.report', [])),
      command('demarc.openPage', () => this.askForPage()),
      command('demarc.restartServer', () => this.restart()),
      command('demarc.showLogs', () => this.channels.log.show()),
      command('demarc.showServerVersion', () => vscode.window.showInformationMessage(this.version)),
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (['enable', 'server', 'logLevel'].some((name) => change.affectsConfiguration(`demarc.${name}`))) {
          void this.restart();
        }
      }),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.restart()),
    );
  }

  restart(): Promise<void> {
    this.turn = this.turn.then(async () => {
      await this.stop();
      await this.start();
    });
    return this.turn;
  }

  async stop(): Promise<void> {
    const client = this.client;
    this.client = undefined;
    // A server that does not answer `shutdown` is killed by the client; there is nothing to tell the user.
    await client?.dispose().catch((error: unknown) => this.channels.log.appendLine(String(error)));
  }

  dispose(): void {
    this.pages.dispose();
    this.status.dispose();
    this.channels.log.dispose();
    this.channels.trace.dispose();
  }

  private async start(): Promise<void> {
    this.version = 'no server is running';
    if (!vscode.workspace.getConfiguration('demarc').get('enable', true)) {
      this.status.off();
      return;
    }
    this.status.starting();
    try {
      const server = await findServer(this.context);
      this.channels.log.appendLine(`${server.version}: ${server.command} ${server.args.join(' ')}`);
      const client = createClient(server, this.channels, this.pages);
      this.client = client;
      client.onDidChangeState(({ newState }) => {
        if (newState === State.Running) {
          this.status.running(server.version);
        } else if (newState === State.Starting) {
          this.status.starting();
        } else {
          this.status.stopped();
        }
      });
      await client.start();
      this.version = `${server.version} · ${server.command}`;
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      this.channels.log.appendLine(message);
      void this.status.failed(error instanceof ServerError ? message : `the demarc server did not start: ${message}`);
    }
  }

  private async askForPage(): Promise<void> {
    const topic = await vscode.window.showInputBox({
      title: 'Explain',
      placeHolder: 'aws-lambda.log-group-retention',
      prompt: 'A duty, service, area or resource type',
    });
    if (topic) {
      await this.pages.open('demarc.explain', [topic]);
    }
  }
}

let extension: Extension | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  extension = new Extension(context);
  await extension.restart();
}

export function deactivate(): Promise<void> | undefined {
  return extension?.stop();
}
